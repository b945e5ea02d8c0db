import CZMQ
import Glibc

/// Turns Ctrl-C and the request to terminate into something that `Socket.wait` can wait for.
public final class InterruptSignal: Sendable {
  /// To be waited for; readable once a signal came.
  public let descriptor: Int32

  /// While the value lives, SIGINT and SIGTERM no longer end the process. Made and released on the main thread of a
  /// program that has no other of its own.
  public init() throws(ZMQError) {
    var signals = Self.signals
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    descriptor = signalfd(-1, &signals, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
    guard descriptor >= 0 else { throw ZMQError(code: errno, "cannot wait for signals") }
  }

  /// Waits for a signal, for so long at most.
  /// - Returns: whether one came; it is taken.
  public func wait(milliseconds: Int) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, Int32(clamping: milliseconds)) > 0 else { return false }
    take()
    return true
  }

  /// Takes a signal that came, so that it does not end the process once the value is gone.
  public func take() {
    var information = signalfd_siginfo()
    _ = read(descriptor, &information, MemoryLayout<signalfd_siginfo>.size)
  }

  deinit {
    close(descriptor)
    var signals = Self.signals
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  private static var signals: sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    return signals
  }
}
