/// The text of words, drawn invisibly (rendering mode 3) where their ink is, so that a document can be searched and its
/// text copied.
///
/// All characters are half an em wide; each word's are made as wide as its ink. They are numbered as they come, and the
/// font's map to Unicode says what they are, so that any character can stand there.
struct TextLayer {
  /// Size of the font in x-heights: so small that the usual room between words is a space to readers of PDF, so large that
  /// it is no gap between columns.
  private static let em = 2.4
  /// The least width of a word, in em.
  private static let narrowest = 0.25
  /// What readers of PDF need to see a space, in em.
  private static let space = 0.17

  /// Height of small letters where a line does not say its own, in mm.
  private let xHeight: Double
  /// The font's size on the line that is being drawn, in mm.
  private var size: Double
  /// By their numbers less one; the first is the space.
  private(set) var characters: [Character] = [" "]
  private var numbers: [Character: Int] = [" ": 1]

  /// - Parameter xHeight: height of small letters, in mm.
  init(xHeight: Double) {
    self.xHeight = xHeight
    size = Self.em * xHeight
  }

  /// What draws a page's text: line by line, word by word, a space after each that has another behind it.
  mutating func operators(for page: Page) -> String {
    var shows = ""
    size = 0
    for line in page.lines {
      let words = line.words.compactMap { word -> (text: String, ink: Bounds)? in
        guard !word.shownText.isEmpty, let ink = Bounds(page.drawing.strokes[word.strokes].lazy.flatMap(\.points))
        else { return nil }
        return (word.shownText, ink)
      }
      let height = Self.em * (line.xHeight ?? xHeight)
      if height != size, !words.isEmpty {
        size = height
        shows += "/F \(PDFRenderer.length(size)) Tf\n"
      }
      for (index, word) in words.enumerated() {
        // A word of one upright stroke has no width of its own, and gets some as far as its neighbours leave room.
        let wanted = max(0, (Self.narrowest * size - word.ink.width) / 2)
        let before = index > 0 ? word.ink.minX - words[index - 1].ink.maxX : .infinity
        let after = index < words.count - 1 ? words[index + 1].ink.minX - word.ink.maxX : .infinity
        let left = word.ink.minX - min(wanted, max(0, before - Self.space * size))
        let right = word.ink.maxX + min(wanted, max(0, after - Self.space * size))
        shows += show(
          word.text, from: left, to: max(right, left + 0.05 * size), baseline: page.height - line.baseline,
          hasNext: index < words.count - 1)
      }
    }
    return shows.isEmpty ? "" : "BT 3 Tr \(shows)ET\n"
  }

  /// Draws a word, or several that were written as one, between two edges.
  private mutating func show(
    _ text: String, from left: Double, to right: Double, baseline: Double, hasNext: Bool
  ) -> String {
    let pieces = text.split(separator: " ")
    let blanks = Double(pieces.count - 1)
    let even = (right - left) / Double(text.count)
    // Blanks stay wide enough to be seen as such, however narrow the letters are.
    let blank = max(even, Self.space * size)
    let letter = max((right - left - blanks * blank) / (Double(text.count) - blanks), 0.3 * even)
    var shows = ""
    var x = left
    for (index, piece) in pieces.enumerated() {
      let codes = (piece + (hasNext || index < pieces.count - 1 ? " " : "")).map { PDFFile.hexadecimal(number(of: $0)) }
      shows += """
        \(JSONText.number(letter / (0.5 * size))) 0 0 1 \(PDFRenderer.length(x)) \(PDFRenderer.length(baseline)) Tm \
        <\(codes.joined())> Tj

        """
      x += letter * Double(piece.count) + blank
    }
    return shows
  }

  private mutating func number(of character: Character) -> UInt16 {
    if let number = numbers[character] { return UInt16(number) }
    // A text has far fewer different characters than there are numbers; beyond those they are spaces.
    guard characters.count < 0xFFF0 else { return 1 }
    characters.append(character)
    numbers[character] = characters.count
    return UInt16(characters.count)
  }

  /// Writes the font; its glyphs draw nothing.
  /// - Returns: its number; nil where there is no text.
  func addFont(to file: inout PDFFile) throws(InkError) -> Int? {
    guard characters.count > 1 else { return nil }
    let program = BlankFont.program(glyphs: characters.count + 1)
    let embedded = try file.addStream(program, entries: " /Length1 \(program.count)")
    let descriptor = file.add(
      """
      << /Type /FontDescriptor /FontName /Blank /Flags 5 /FontBBox [0 -250 500 750] /ItalicAngle 0 /Ascent 750 \
      /Descent -250 /CapHeight 750 /StemV 80 /FontFile2 \(embedded) 0 R >>
      """)
    let descendant = file.add(
      """
      << /Type /Font /Subtype /CIDFontType2 /BaseFont /Blank /CIDSystemInfo << /Registry (Adobe) \
      /Ordering (Identity) /Supplement 0 >> /FontDescriptor \(descriptor) 0 R /DW 500 /CIDToGIDMap /Identity >>
      """)
    let map = try file.addStream(Array(unicodeMap.utf8))
    return file.add(
      """
      << /Type /Font /Subtype /Type0 /BaseFont /Blank /Encoding /Identity-H /DescendantFonts [\(descendant) 0 R] \
      /ToUnicode \(map) 0 R >>
      """)
  }

  /// What each number stands for (ISO 32000-1, 9.10.3).
  private var unicodeMap: String {
    var map = """
      /CIDInit /ProcSet findresource begin
      12 dict begin
      begincmap
      /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
      /CMapName /Adobe-Identity-UCS def
      /CMapType 2 def
      1 begincodespacerange
      <0000> <FFFF>
      endcodespacerange

      """
    // A section has at most 100 entries.
    for start in stride(from: 0, to: characters.count, by: 100) {
      let section = characters[start..<min(start + 100, characters.count)]
      map += "\(section.count) beginbfchar\n"
      for (index, character) in zip(section.indices, section) {
        let units = String(character).utf16.map { PDFFile.hexadecimal($0) }.joined()
        map += "<\(PDFFile.hexadecimal(UInt16(index + 1)))> <\(units)>\n"
      }
      map += "endbfchar\n"
    }
    return map + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
  }
}
