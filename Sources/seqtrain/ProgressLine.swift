/// A line on the terminal that is written over as work goes on; nothing where standard error is no terminal.
final class ProgressLine {
  private static let start = "\r\u{1B}[2K"

  private let isShown: Bool
  private var isDrawn = false

  init(isQuiet: Bool = false) { isShown = !isQuiet && Terminal.isErrorATerminal }

  func draw(_ text: String) {
    guard isShown else { return }
    // A line that wraps could not be written over.
    Terminal.error(Self.start + text.prefix(Terminal.errorWidth - 1))
    isDrawn = true
  }

  /// Takes the line away, so that other text can follow.
  func clear() {
    if isDrawn { Terminal.error(Self.start) }
    isDrawn = false
  }

  /// A line that stays.
  func note(_ text: String) {
    clear()
    Terminal.error("\(text)\n")
  }

  /// A bar of 20 characters with its share in per cent.
  /// - Parameter share: from 0 to 1.
  static func bar(_ share: Double) -> String {
    let share = max(0, min(1, share))
    let filled = Int(share * 20)
    return String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled) + " \(Int(share * 100)) %"
  }
}
