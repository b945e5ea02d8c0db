import Glibc
import Wire

/// Files and standard input as text.
enum FileInput {
  /// More than any job may have; a wrong file is not read to its end.
  private static let limit = 256 << 20

  /// The text of a file; `-` is standard input. A byte order mark is left out.
  /// - Throws: a failure with status `invalid`: the file cannot be read, is too large, or is not UTF-8 at some byte.
  static func text(at path: String) throws(Failure) -> String {
    let name = path == "-" ? "standard input" : "the file \(path)"
    var bytes = try bytes(at: path, name: name, limit: limit, advice: "divide it")[...]
    do {
      try UTF8.check(bytes)
    } catch {
      throw Failure(
        .invalid, "\(name) is not UTF-8: byte \(error.position) is 0x\(error.hexadecimal)",
        advice: "convert it with iconv", code: "invalid-utf8")
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text of a file without the line ends that tools put after its last line.
  static func trimmedText(at path: String) throws(Failure) -> String {
    var text = try text(at: path)[...]
    while let last = text.last, last.isNewline { text.removeLast() }
    return String(text)
  }

  /// The bytes of a file, as many as there may be.
  /// - Throws: a failure with status `invalid` that names it and the system's reason, or the limit.
  static func bytes(
    at path: String, name: String, limit: Int, advice: String? = nil
  ) throws(Failure) -> [UInt8] {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(name) }
    defer { if path != "-" { close(descriptor) } }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw unreadable(name) }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= limit else {
        throw Failure(.invalid, "\(name) has more than \(limit) bytes", advice: advice, code: "too-large")
      }
    }
  }

  private static func unreadable(_ name: String) -> Failure {
    Failure(.invalid, "\(name) cannot be read: \(String(cString: strerror(errno)))", code: "unreadable")
  }
}
