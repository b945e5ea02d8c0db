import Glibc

/// Whether, and how, people want to see what is being made.
struct PreviewChoice: Equatable {
  /// What `--graphics` may be, besides what follows from asking the terminal.
  static let words = ["auto"] + TerminalGraphics.allCases.map(\.rawValue)

  var isWanted = false
  /// nil to ask the terminal.
  var graphics: TerminalGraphics?

  init() {}

  /// - Parameters:
  ///   - graphics: as given; naming one is a wish to see it.
  /// - Throws: a failure with status `invalid` for a word that is none of `words`.
  init(isWanted: Bool, graphics word: String?) throws(Failure) {
    self.isWanted = isWanted || word != nil
    guard let word, word != "auto" else { return }
    guard let known = TerminalGraphics(rawValue: word) else {
      throw Failure(
        .invalid, "there are no graphics '\(Terminal.plain(word))'",
        advice: "--graphics is one of \(Self.words.joined(separator: ", "))", code: "usage")
    }
    graphics = known
  }

  /// A screen on standard error; nil, with a warning where one was wanted, if that cannot show any.
  func screen() -> PreviewScreen? {
    guard isWanted else { return nil }
    guard Terminal.isTerminal(STDERR_FILENO), Terminal.environment("TERM") != "dumb" else {
      Terminal.warn("--preview is left out: standard error is no terminal that could show it")
      return nil
    }
    let asked = graphics == .braille ? nil : TerminalGraphics.ask()
    let chosen = graphics ?? asked?.graphics ?? .braille
    guard chosen != .braille || Terminal.isUTF8 else {
      Terminal.warn("--preview is left out: the locale is not UTF-8, which pictures of dots need; set LANG=C.UTF-8")
      return nil
    }
    let size = Terminal.size(STDERR_FILENO)
    return PreviewScreen(chosen, cell: asked?.cell, columns: size.columns, rows: size.rows)
  }
}
