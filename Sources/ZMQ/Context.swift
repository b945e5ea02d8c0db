import CZMQ

/// Owner of the library's background threads; ends them once the last socket is closed.
///
/// Unchecked: the library promises that a context may be used from any thread, and the handle never changes.
public final class Context: @unchecked Sendable {
  let handle: UnsafeMutableRawPointer

  public init() throws(ZMQError) {
    guard let handle = zmq_ctx_new() else { throw .last("cannot start ZeroMQ") }
    self.handle = handle
  }

  deinit {
    // Interrupted by a signal it has to be called again, else threads stay behind.
    while zmq_ctx_term(handle) != 0, zmq_errno() == EINTR {}
  }
}
