import Glibc
import Wire

/// What is being made, on the lines above the progress bar.
struct PreviewScreen {
  private let graphics: TerminalGraphics
  private let cell: (width: Int, height: Int)
  private let columns: Int
  /// The most lines of the terminal that it takes.
  private let mostLines: Int
  /// Lines that it has taken so far.
  private var lines = 0
  private var latest: JobPreview?

  /// How long ink that was made in no time is drawn for: frames, and microseconds of each.
  private static let (frames, frameTime) = (24, UInt32(45_000))
  /// Lines of the terminal that a row of ink takes, and those of a text.
  private static let (rowLines, textLines) = (6, 12)

  /// - Parameter cell: pixels of a character where the terminal tells them.
  init(_ graphics: TerminalGraphics, cell: (width: Int, height: Int)?, columns: Int, rows: Int) {
    self.graphics = graphics
    self.cell = graphics.pixels(ofCell: cell)
    self.columns = max(1, columns - 1)
    mostLines = max(1, rows - 2)
  }

  /// Shows what an event brings; the cursor is on the line of the bar before and after.
  mutating func draw(_ event: Reply.Event) {
    guard let preview = event.preview else { return }
    let before = latest
    latest = preview
    guard event.items.total == 1 else { return show(preview, share: 1) }
    // What came since the last look, a line's all at times, is drawn as if by a pen.
    let begun = before.map { min(1, Double($0.size) / Double(max(1, preview.size))) } ?? 0
    let frames = Int((Double(Self.frames) * (1 - begun)).rounded(.up))
    for frame in 0..<frames {
      show(preview, share: begun + (1 - begun) * Double(frame) / Double(frames))
      usleep(Self.frameTime)
    }
    show(preview, share: 1)
  }

  private mutating func show(_ preview: JobPreview, share: Double) {
    if let ink = preview.ink { show(ink, share: share) } else if let text = preview.text { show(text, share: share) }
  }

  private mutating func show(_ ink: [JobPreview.Line], share: Double) {
    let rowHeight = Float(Self.rowLines * cell.height)
    // Ascender, x-height, descender and some air.
    let xHeight = rowHeight / 3.6
    let width = Float(columns * cell.width) / xHeight
    let room = max(1, mostLines / Self.rowLines)
    // Room for all of the ink from the beginning, so that nothing moves while it grows.
    let whole = InkRows(ink, width: width)
    let rows = InkRows(ink, share: share, width: width)
    let shown = rows.visible(room: room)
    take(Self.rowLines * min(room, max(shown.count, min(whole.count, room))))
    var raster = Raster(width: columns * cell.width, height: lines * cell.height)
    rows.draw(
      shown, on: &raster, xHeight: xHeight, rowHeight: rowHeight, radius: graphics == .braille ? 0.35 : xHeight / 14)
    put(graphics.text(of: raster))
  }

  private mutating func show(_ text: String, share: Double) {
    let shown = text.prefix(Int((Double(text.count) * share).rounded(.up)))
    let wrapped = Self.wrapped(String(shown), width: columns)
    take(min(mostLines, Self.textLines, max(lines, wrapped.count)))
    let last = wrapped.suffix(lines)
    let rows = last + Array(repeating: "", count: lines - last.count)
    put(rows.map { "\u{1B}[2K" + $0 }.joined(separator: "\r\n") + (lines > 1 ? "\u{1B}[\(lines - 1)A" : "") + "\r")
  }

  /// Lines of at most `width` characters, broken anywhere; without characters that steer a terminal.
  static func wrapped(_ text: String, width: Int) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
      var rest = Terminal.plain(String(line))[...]
      var parts: [String] = []
      repeat {
        parts.append(String(rest.prefix(width)))
        rest = rest.dropFirst(width)
      } while !rest.isEmpty
      return parts
    }
  }

  /// Makes sure of so many lines above the bar.
  private mutating func take(_ count: Int) {
    guard count > lines else { return }
    Terminal.write("\r\u{1B}[2K" + String(repeating: "\n", count: count - lines), to: STDERR_FILENO)
    lines = count
  }

  private func put(_ picture: String) {
    guard lines > 0 else { return }
    Terminal.write("\r\u{1B}[\(lines)A\(picture)\u{1B}[\(lines)B", to: STDERR_FILENO)
  }
}

extension JobPreview {
  /// Points or characters.
  fileprivate var size: Int {
    ink.map { $0.reduce(0) { $0 + $1.strokes.reduce(0) { $0 + $1.count / 2 } } } ?? text?.count ?? 0
  }
}
