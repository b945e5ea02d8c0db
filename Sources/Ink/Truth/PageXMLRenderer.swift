/// Renders what the PNG of the same pages shows, and where, as PAGE XML (PRImA, schema of 2019-07-15).
///
/// A region for each sheet holds its lines, these their words, these their glyphs; each with its coordinates in whole
/// pixels, and, in the order that the schema has, with what it says. Lines have their baseline. What the schema wants to
/// know of times is always the same moment, so that equal requests give equal bytes.
struct PageXMLRenderer: Sendable {
  /// Stands among the metadata; none where nil.
  var receipt: String?

  /// The image's name in a file that does not know how the image will be called.
  static let image = "image.png"

  private static let schema = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"

  /// The file's bytes; equal truths give equal bytes.
  func render(_ truth: PageTruth) -> [UInt8] {
    var file = """
      <?xml version="1.0" encoding="UTF-8"?>
      <PcGts xmlns="\(Self.schema)" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
      xsi:schemaLocation="\(Self.schema) \(Self.schema)/pagecontent.xsd">
      <Metadata>
      <Creator>seqd</Creator>
      <Created>1970-01-01T00:00:00</Created>
      <LastChange>1970-01-01T00:00:00</LastChange>

      """
    if let receipt { file += "<Comments>\(SVGFile.escaped(receipt))</Comments>\n" }
    file += """
      </Metadata>
      <Page imageFilename="\(Self.image)" imageWidth="\(truth.size.width)" imageHeight="\(truth.size.height)">

      """
    for page in Set(truth.lines.map(\.page)).sorted() {
      file += region(truth.lines.filter { $0.page == page }, id: "r\(page + 1)", truth.size)
    }
    return Array((file + "</Page>\n</PcGts>\n").utf8)
  }

  private func region(_ lines: [PageTruth.Line], id: String, _ size: PictureSize) -> String {
    guard let box = Bounds(around: lines.map(\.box)) else { return "" }
    var region = "<TextRegion id=\"\(id)\">\n\(Self.coordinates(Self.corners(box), size))"
    for (number, line) in lines.enumerated() { region += Self.line(line, id: "\(id)l\(number + 1)", size) }
    return region + Self.says(lines.map(\.text).joined(separator: "\n")) + "</TextRegion>\n"
  }

  private static func line(_ line: PageTruth.Line, id: String, _ size: PictureSize) -> String {
    var file = "<TextLine id=\"\(id)\">\n"
    file += coordinates(LineOutline.around(line.words.map(\.box).map(whole)), size)
    file +=
      "<Baseline points=\"\(places(line.baseline.map { Point(x: $0.x.rounded(), y: $0.y.rounded()) }, size))\"/>\n"
    for (number, word) in line.words.enumerated() {
      let wordID = "\(id)w\(number + 1)"
      file += "<Word id=\"\(wordID)\">\n\(coordinates(corners(word.box), size))"
      for (index, glyph) in word.characters.enumerated() {
        guard let box = glyph.box else { continue }
        file += "<Glyph id=\"\(wordID)g\(index + 1)\">\n\(coordinates(corners(box), size))\(says(glyph.text))</Glyph>\n"
      }
      file += says(word.text) + "</Word>\n"
    }
    return file + says(line.text) + "</TextLine>\n"
  }

  private static func says(_ text: String) -> String {
    "<TextEquiv><Unicode>\(SVGFile.escaped(text))</Unicode></TextEquiv>\n"
  }

  /// The smallest box of whole pixels around a box.
  private static func whole(_ box: Bounds) -> Bounds {
    Bounds(
      minX: box.minX.rounded(.down), minY: box.minY.rounded(.down), maxX: box.maxX.rounded(.up),
      maxY: box.maxY.rounded(.up))
  }

  private static func corners(_ box: Bounds) -> [Point] {
    let box = whole(box)
    return [
      Point(x: box.minX, y: box.minY), Point(x: box.maxX, y: box.minY), Point(x: box.maxX, y: box.maxY),
      Point(x: box.minX, y: box.maxY),
    ]
  }

  private static func coordinates(_ corners: [Point], _ size: PictureSize) -> String {
    "<Coords points=\"\(places(corners, size))\"/>\n"
  }

  /// Whole pixels, within the picture, which the schema's type of coordinates demands.
  private static func places(_ points: [Point], _ size: PictureSize) -> String {
    points.map { point in
      let x = min(max(Int(point.x), 0), size.width)
      return "\(x),\(min(max(Int(point.y), 0), size.height))"
    }.joined(separator: " ")
  }
}
