import Glibc

/// What is known of the terminal, and plain writing to the standard streams.
enum Terminal {
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Columns of the terminal behind a stream; 80 where it cannot be told.
  static func width(_ descriptor: Int32) -> Int { size(descriptor).columns }

  /// Columns and rows of the terminal behind a stream; 80 and 24 where they cannot be told.
  static func size(_ descriptor: Int32) -> (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return (80, 24) }
    return (Int(size.ws_col), size.ws_row > 0 ? Int(size.ws_row) : 24)
  }

  /// A variable of the environment; nil where it is not set or empty.
  static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Whether the locale that the environment names has UTF-8.
  static var isUTF8: Bool {
    let locale = environment("LC_ALL") ?? environment("LC_CTYPE") ?? environment("LANG") ?? ""
    return locale.uppercased().replacing("-", with: "").contains("UTF8")
  }

  static func print(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

  static func warn(_ line: String) { write("seqctl: \(line)\n", to: STDERR_FILENO) }

  /// Writes all of a text; a stream that nobody reads any more is no error of ours. Ends the program where standard output
  /// cannot take it, a full disk say: what was asked for would be lost, and nobody told.
  static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN {
          var stream = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&stream, 1, -1)
          continue
        }
        guard descriptor == STDOUT_FILENO, errno != EPIPE else { return }
        warn("standard output cannot be written: \(String(cString: strerror(errno)))")
        exit(CommandStatus.failed.rawValue)
      }
      rest = rest.dropFirst(count)
    }
  }

  /// A text of others made harmless: control characters, which could steer the terminal, become `·`.
  static func plain(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var plain = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { plain.append(isControl(scalar) ? "·" : scalar) }
    return String(plain)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.properties.isBidiControl
  }
}
