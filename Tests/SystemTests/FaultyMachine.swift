import Foundation

/// Makes the system calls of a daemon fail, or its clock wrong, whenever the test says so.
///
/// A library that is loaded in front of the others answers in place of the system; what it does stands in a file.
final class FaultyMachine {
  enum Fault: String {
    /// No file reaches the disk: `fsync` and `fdatasync` fail with EIO.
    case sync = "sync 5"
    /// The disk is full: writes to files fail with ENOSPC.
    case full = "write 28"
    /// The disk became read-only: writes to files fail with EROFS.
    case readOnly = "write 30"
    /// The clock is ten years ahead.
    case ahead = "clock 315360000"
    /// The clock is ten years behind.
    case behind = "clock -315360000"
  }

  private let folder = TemporaryFolder()

  /// For the daemon.
  var environment: [String: String] {
    get throws { ["LD_PRELOAD": try Self.library.get(), "SEQD_TEST_FAULT": folder.path + "/fault"] }
  }

  /// Nil makes the machine whole again.
  var fault: Fault? {
    didSet {
      let path = folder.path + "/fault"
      if let fault {
        try? fault.rawValue.write(toFile: path, atomically: true, encoding: .utf8)
      } else {
        unlink(path)
      }
    }
  }

  private static let library = Result { () throws -> String in
    let folder = built.path
    atexit { FaultyMachine.built.remove() }
    try source.write(toFile: folder + "/faults.c", atomically: true, encoding: .utf8)
    let outcome = try Command.run(
      "/usr/bin/env", ["clang", "-shared", "-fPIC", "-O1", "-o", folder + "/libfaults.so", folder + "/faults.c"])
    guard outcome.status == 0 else { throw Products.Unbuilt(log: outcome.errors) }
    return folder + "/libfaults.so"
  }

  private static let built = TemporaryFolder()

  private static let source = #"""
    #define _GNU_SOURCE
    #include <errno.h>
    #include <fcntl.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/stat.h>
    #include <sys/syscall.h>
    #include <time.h>
    #include <unistd.h>

    // The number that stands in the file after `kind`, or 0.
    static long fault(const char *kind) {
      const char *path = getenv("SEQD_TEST_FAULT");
      char text[64] = {0}, found[16];
      long number = 0;
      int file = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC) : -1;
      if (file < 0) return 0;
      syscall(SYS_read, file, text, sizeof text - 1);
      syscall(SYS_close, file);
      return sscanf(text, "%15s %ld", found, &number) == 2 && strcmp(found, kind) == 0 ? number : 0;
    }

    static int isFile(int file) {
      struct stat status;
      return file > 2 && fstat(file, &status) == 0 && S_ISREG(status.st_mode);
    }

    int fsync(int file) {
      if (isFile(file) && (errno = (int)fault("sync"))) return -1;
      return (int)syscall(SYS_fsync, file);
    }

    int fdatasync(int file) {
      if (isFile(file) && (errno = (int)fault("sync"))) return -1;
      return (int)syscall(SYS_fdatasync, file);
    }

    ssize_t write(int file, const void *bytes, size_t count) {
      if (isFile(file) && (errno = (int)fault("write"))) return -1;
      return syscall(SYS_write, file, bytes, count);
    }

    ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
      if (isFile(file) && (errno = (int)fault("write"))) return -1;
      return syscall(SYS_pwrite64, file, bytes, count, offset);
    }

    ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
      return pwrite64(file, bytes, count, offset);
    }

    int clock_gettime(clockid_t clock, struct timespec *time) {
      int result = (int)syscall(SYS_clock_gettime, clock, time);
      if (result == 0 && clock == CLOCK_REALTIME) time->tv_sec += fault("clock");
      return result;
    }
    """#
}
