import Foundation
import Testing

/// A terminal that a child can write to.
final class Terminal {
  private let master: Int32
  private(set) var side: Int32
  let nothing: Int32

  init() throws {
    var (ours, theirs) = (Int32(), Int32())
    var size = winsize(ws_row: 24, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0)
    try #require(openpty(&ours, &theirs, nil, nil, &size) == 0)
    (master, side, nothing) = (ours, theirs, open("/dev/null", O_WRONLY | O_CLOEXEC))
    // Another test's child must not hold an end open.
    for descriptor in [ours, theirs] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
  }

  deinit { for descriptor in [master, side, nothing] where descriptor >= 0 { close(descriptor) } }

  /// All that a child writes until its end; read before that is waited for, as a terminal takes in little.
  func shown() -> String {
    // Without another side the reading ends once there is nothing left.
    close(side)
    side = -1
    var text: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(master, &bytes, bytes.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return String(decoding: text, as: UTF8.self) }
      text += bytes[..<count]
    }
  }
}
