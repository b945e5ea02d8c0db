import Glibc

/// What a terminal can show pictures with.
enum TerminalGraphics: String, CaseIterable, Sendable {
  /// The graphics protocol of kitty, which Ghostty, WezTerm and Konsole have too.
  case kitty
  /// Sixels, as DEC's VT340 had them: xterm, foot, mlterm, Windows Terminal.
  case sixel
  /// Characters of 2 × 4 dots, which need a font and UTF-8.
  case braille

  /// What the terminal said of itself.
  struct Answer: Equatable {
    var graphics: TerminalGraphics
    /// Pixels of one character; nil where it did not tell.
    var cell: (width: Int, height: Int)?

    static func == (a: Answer, b: Answer) -> Bool {
      a.graphics == b.graphics && a.cell?.width == b.cell?.width && a.cell?.height == b.cell?.height
    }
  }

  /// Milliseconds that a terminal may take to answer; one across the world does.
  private static let patience: Int32 = 400
  private static let imageID = 4211

  /// Asks the terminal that controls this process; braille where it does not answer, or this process runs in the
  /// background, which would be stopped for asking.
  ///
  /// The questions: whether it knows kitty's graphics, the size of a character (XTWINOPS 16), and, last because every
  /// terminal answers it, what it is (primary device attributes, in which a 4 stands for sixels).
  static func ask() -> Answer {
    let terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard terminal >= 0 else { return Answer(graphics: .braille) }
    defer { close(terminal) }
    var usual = termios()
    guard tcgetpgrp(terminal) == getpgrp(), tcgetattr(terminal, &usual) == 0 else { return Answer(graphics: .braille) }
    var raw = usual
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    guard tcsetattr(terminal, TCSANOW, &raw) == 0 else { return Answer(graphics: .braille) }
    defer { _ = tcsetattr(terminal, TCSANOW, &usual) }
    Terminal.write(
      "\u{1B}_Gi=\(imageID),s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\\u{1B}[16t\u{1B}[c", to: terminal)
    var heard: [UInt8] = []
    var byte: UInt8 = 0
    while heard.count < 1000, !isWhole(heard) {
      var poll = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
      guard Glibc.poll(&poll, 1, patience) == 1, Glibc.read(terminal, &byte, 1) == 1 else { break }
      heard.append(byte)
    }
    return answer(heard)
  }

  /// Whether the last answer, `ESC [ ? … c`, is there.
  private static func isWhole(_ heard: [UInt8]) -> Bool {
    heard.last == UInt8(ascii: "c") && String(decoding: heard, as: UTF8.self).contains("\u{1B}[?")
  }

  /// Understands what a terminal answered.
  static func answer(_ heard: [UInt8]) -> Answer {
    var answer = Answer(graphics: .braille)
    for part in String(decoding: heard, as: UTF8.self).split(separator: "\u{1B}") {
      if part.hasPrefix("_Gi=\(imageID);OK") { answer.graphics = .kitty }
      if part.hasPrefix("[?"), part.hasSuffix("c"), answer.graphics == .braille,
        part.dropFirst(2).dropLast().split(separator: ";").dropFirst().contains("4")
      {
        answer.graphics = .sixel
      }
      let numbers = part.dropFirst().dropLast().split(separator: ";").compactMap { Int($0) }
      if part.hasPrefix("[6;"), part.hasSuffix("t"), numbers.count == 3, numbers[1...].allSatisfy((1...200).contains) {
        answer.cell = (numbers[2], numbers[1])
      }
    }
    return answer
  }

  /// Dots or pixels of one character.
  func pixels(ofCell cell: (width: Int, height: Int)?) -> (width: Int, height: Int) {
    self == .braille ? (2, 4) : cell ?? (8, 16)
  }

  /// What makes the terminal show a picture with its corner at the cursor, which stays where it is.
  func text(of raster: Raster) -> String {
    switch self {
    case .braille: Braille.text(of: raster)
    case .sixel: Sixel.text(of: raster)
    case .kitty: KittyPicture.text(of: raster, id: Self.imageID)
    }
  }
}
