import Glibc
import Testing

/// What stands on a terminal while a network is trained.
@Suite struct ProgressLineTests {
  @Test func `the line of progress never wraps, or it could not be written over`() throws {
    let folder = try ScratchFolder()
    var (ours, theirs) = (Int32(), Int32())
    var size = winsize(ws_row: 24, ws_col: 40, ws_xpixel: 0, ws_ypixel: 0)
    var name = [CChar](repeating: 0, count: Int(PATH_MAX))
    try #require(openpty(&ours, &theirs, &name, nil, &size) == 0)
    defer { close(ours) }
    for descriptor in [ours, theirs] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    let path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let program = try SeqtrainProgram(
      SeqtrainTests().house(folder.path) + ["--epochs", "3"], folder: folder.path, errors: path)
    // The first epoch has ended: the program has opened the terminal, which would be gone without a side.
    try #require(program.nextLine() != nil)
    close(theirs)
    var shown: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(ours, &bytes, bytes.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      shown += bytes[..<count]
    }
    #expect(program.finish().status == 0)
    let lines = String(decoding: shown, as: UTF8.self).split(separator: "\r\u{1B}[2K")
      .filter { $0.hasPrefix("epoch ") }
    #expect(!lines.isEmpty)
    for line in lines { #expect(line.count == 39, "\(line)") }
  }
}
