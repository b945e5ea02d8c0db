import Foundation
import Testing

/// A terminal that a child can write to.
final class Terminal {
  private let master: Int32
  let side: Int32
  let nothing: Int32

  init() throws {
    var (ours, theirs) = (Int32(), Int32())
    var size = winsize(ws_row: 24, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0)
    try #require(openpty(&ours, &theirs, nil, nil, &size) == 0)
    (master, side, nothing) = (ours, theirs, open("/dev/null", O_WRONLY | O_CLOEXEC))
    // Another test's child must not hold an end open.
    for descriptor in [ours, theirs] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
  }

  deinit { for descriptor in [master, side, nothing] { close(descriptor) } }

  /// What has been written; of a child that has ended.
  func shown() -> String {
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(master, &bytes, bytes.count)
    return String(decoding: bytes[..<max(0, count)], as: UTF8.self)
  }
}
