import Glibc

/// How far a model has come over the socket, on one line of a terminal.
struct TransferBar {
  /// A state of the transfer.
  struct Progress: Equatable {
    /// What is being done, e.g. `sending model`.
    var what: String
    var done: Int
    var total: Int
  }

  private let isShown: Bool
  private var drawn = ""

  /// Draws on standard error, and only where that is a terminal.
  init(isQuiet: Bool) { isShown = !isQuiet && Terminal.isTerminal(STDERR_FILENO) }

  mutating func draw(_ progress: Progress) {
    guard isShown else { return }
    let line = Self.line(progress, width: Terminal.width(STDERR_FILENO))
    guard line != drawn else { return }
    Terminal.write("\r\u{1B}[2K" + line, to: STDERR_FILENO)
    drawn = line
  }

  /// Takes the bar away, so that what follows begins on an empty line.
  mutating func clear() {
    guard !drawn.isEmpty else { return }
    Terminal.write("\r\u{1B}[2K", to: STDERR_FILENO)
    drawn = ""
  }

  /// The bar with its figures, at most `width - 1` characters, so that it never wraps.
  static func line(_ progress: Progress, width: Int) -> String {
    let fraction = progress.total > 0 ? min(1, Double(progress.done) / Double(progress.total)) : 1
    let percent = "\(Int(fraction * 100))"
    let head = progress.what + " "
    let tail =
      " \(String(repeating: " ", count: max(0, 3 - percent.count)))\(percent) %  \(size(progress.done)) of "
      + size(progress.total)
    let room = width - 1 - head.count - tail.count - 2
    guard room >= 5 else { return String((head + tail.drop { $0 == " " }).prefix(max(0, width - 1))) }
    let cells = min(room, 40)
    let full = Int((fraction * Double(cells)).rounded(.down))
    return "\(head)[\(String(repeating: "#", count: full))\(String(repeating: "-", count: cells - full))]\(tail)"
  }

  /// `512 B`, `3.4 MB`.
  static func size(_ bytes: Int) -> String {
    var value = Double(bytes)
    for unit in ["B", "kB", "MB"] {
      if value < 1000 { return unit == "B" ? "\(bytes) B" : "\((value * 10).rounded() / 10) \(unit)" }
      value /= 1000
    }
    return "\((value * 10).rounded() / 10) GB"
  }
}
