#ifndef SEQD_CRASH_H
#define SEQD_CRASH_H

/// Has a byte written to a file when the process goes down by its own fault: by a signal that the processor or abort()
/// raises, or by an exit() that nobody asked for. What kills it from outside leaves no mark. Called once.
void crash_mark(int file);

/// From now on exit() is no fault.
void crash_expect_exit(void);

/// Gives the calling thread a stack of its own for the mark, so that an overflow of its usual one leaves it too.
void crash_prepare_thread(void);

#endif
