import CZMQ
import Glibc

/// The bytes of a frame in the library's hands, with something that lives as long as they do.
///
/// Unchecked: it is made on one thread and only released on another.
final class HeldFrame: @unchecked Sendable {
  private let bytes: UnsafeMutableRawPointer
  private let holding: any AnyObject & Sendable

  private init(_ frame: [UInt8], holding: any AnyObject & Sendable) {
    let copy = UnsafeMutableRawPointer.allocate(byteCount: max(1, frame.count), alignment: 16)
    frame.withUnsafeBytes { source in
      if let start = source.baseAddress { copy.copyMemory(from: start, byteCount: source.count) }
    }
    bytes = copy
    self.holding = holding
  }

  deinit { bytes.deallocate() }

  /// Sends a frame; what the library returns.
  static func send(
    _ frame: [UInt8], holding: any AnyObject & Sendable, to socket: UnsafeMutableRawPointer, flags: Int32
  ) -> Int32 {
    let held = HeldFrame(frame, holding: holding)
    var message = zmq_msg_t()
    zmq_msg_init_data(
      &message, held.bytes, frame.count, { _, hint in hint.map { Unmanaged<HeldFrame>.fromOpaque($0).release() } },
      Unmanaged.passRetained(held).toOpaque())
    let sent = zmq_msg_send(&message, socket, flags)
    if sent < 0 {
      let code = zmq_errno()
      zmq_msg_close(&message)
      errno = code
    }
    return sent
  }
}
