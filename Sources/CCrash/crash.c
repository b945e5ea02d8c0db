#define _GNU_SOURCE
#include "crash.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGSYS};
enum { fault_count = sizeof faults / sizeof faults[0], stack_bytes = 1 << 16 };

static struct sigaction earlier[fault_count];
static int mark_file = -1;
static atomic_int exit_is_expected;

static void mark(void) {
  // Nothing is left to be done where even this fails.
  if (mark_file >= 0 && write(mark_file, "x", 1) < 0) return;
}

// Leaves the mark, and the signal to whoever had it before: the fault happens again, or is raised again.
static void on_fault(int number, siginfo_t *information, void *context) {
  (void)context;
  mark();
  for (int index = 0; index < fault_count; index++) {
    if (faults[index] == number) sigaction(number, &earlier[index], NULL);
  }
  if (information->si_code <= 0) raise(number);
}

static void on_exit_unasked(void) {
  if (!atomic_load(&exit_is_expected)) mark();
}

void crash_mark(int file) {
  mark_file = file;
  struct sigaction action = {0};
  action.sa_sigaction = on_fault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  for (int index = 0; index < fault_count; index++) sigaction(faults[index], &action, &earlier[index]);
  atexit(on_exit_unasked);
}

void crash_expect_exit(void) { atomic_store(&exit_is_expected, 1); }

void crash_prepare_thread(void) {
  static _Thread_local int is_prepared;
  if (is_prepared) return;
  is_prepared = 1;
  stack_t stack = {0};
  // As long as the thread lives; those of the daemon live as long as it does.
  stack.ss_sp = malloc(stack_bytes);
  stack.ss_size = stack_bytes;
  if (stack.ss_sp) sigaltstack(&stack, NULL);
}
