import CZMQ
import Glibc

/// Wakes a thread that waits in `Socket.wait`; may be rung from any thread.
public final class WakeUp: Sendable {
  /// To be waited for; readable once rung.
  public let descriptor: Int32

  public init() throws(ZMQError) {
    descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    guard descriptor >= 0 else { throw ZMQError(code: errno, "cannot make an event descriptor") }
  }

  deinit { close(descriptor) }

  /// Wakes the thread now, or when it waits next; several rings before that count as one.
  public func ring() {
    var one: UInt64 = 1
    // A full counter, the only failure, means that it rings already.
    _ = write(descriptor, &one, 8)
  }

  /// Takes all rings so far, so that waiting waits again.
  public func clear() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, 8)
  }
}
