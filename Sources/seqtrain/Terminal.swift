import FoundationEssentials
import Glibc

/// Text for people, written at once and unbuffered.
enum Terminal {
  static let isErrorATerminal = isatty(STDERR_FILENO) == 1

  static func error(_ text: String) { put(text, STDERR_FILENO) }
  static func output(_ text: String) { put(text, STDOUT_FILENO) }

  /// A value as JSON, keys in order, a line break at the end.
  /// - Parameter isPretty: over several lines; otherwise in one.
  static func json(_ value: some Encodable, isPretty: Bool = true) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting =
      isPretty ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
    output(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n")
  }

  /// Columns of the terminal behind standard error; 80 where it cannot be told.
  static var errorWidth: Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  /// Writes all of a text. Ends the program where standard output cannot take it, a full disk say: what took hours would be
  /// lost, and nobody told. That nobody reads any more is no error of ours.
  private static func put(_ text: String, _ descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EAGAIN {
        var stream = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&stream, 1, -1)
        continue
      }
      if count < 0 {
        guard descriptor == STDOUT_FILENO, errno != EPIPE else { return }
        error("seqtrain: standard output cannot be written: \(String(cString: strerror(errno)))\n")
        exit(1)
      }
      bytes = bytes.dropFirst(count)
    }
  }
}

/// A number with this many decimals.
func fixed(_ value: Double, _ decimals: Int) -> String {
  guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  let whole = Int((abs(value) * scale).rounded())
  var digits = String(whole)
  while digits.count <= decimals { digits = "0" + digits }
  let sign = value < 0 && whole != 0 ? "-" : ""
  return decimals == 0 ? sign + digits : "\(sign)\(digits.dropLast(decimals)).\(digits.suffix(decimals))"
}

/// A whole number with commas between thousands.
func grouped(_ value: Int) -> String {
  var digits = String(abs(value))
  var groups: [String] = []
  while digits.count > 3 {
    groups.insert(String(digits.suffix(3)), at: 0)
    digits.removeLast(3)
  }
  return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
}

/// A span of time in its two largest units.
func duration(_ seconds: Double) -> String {
  guard seconds.isFinite, seconds >= 0 else { return "?" }
  let whole = Int(seconds)
  if whole < 60 { return "\(whole) s" }
  if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
  return "\(whole / 3600) h \(whole % 3600 / 60) min"
}
