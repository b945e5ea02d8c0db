import Testing

@testable import Ink

/// A few strokes by formula on two pages.
let samplePages: [Page] = (0..<2).map { page in
  let wave = Stroke((0..<60).map { Point(x: 20 + Double($0), y: 40 + 5 * Double(page) + Double(($0 * 7) % 9)) })
  return Page(
    width: 100, height: 80, drawing: InkDrawing([wave, Stroke([Point(x: 50, y: 60)])]),
    lines: [PlacedLine(words: [PlacedWord(text: "wave", strokes: 0..<2)], baseline: 48)])
}
let sampleLook = InkAppearance(penWidth: 0.5, ink: Colour(red: 0, green: 0, blue: 0.5), paper: .white)

@Suite struct RenderingTests {
  /// Every format, in an order that differs from call to call, so that what Cairo counts for the process differs.
  private func files(reversed: Bool) throws -> [String: [UInt8]] {
    let document = InkDocument(pages: samplePages, text: "wave wave", xHeight: 2)
    let options = try SheetOptions { _ in nil }
    var files: [String: [UInt8]] = [:]
    for format in reversed
      ? (InkDocument.formats + InkDocument.truthFormats).reversed() : InkDocument.formats + InkDocument.truthFormats
    {
      files[format] = try document.file(format: format, options: options)
    }
    return files
  }

  @Test func equalPagesGiveEqualBytesInEveryFormatAndOrder() throws {
    let first = try files(reversed: false)
    let second = try files(reversed: true)
    #expect(first == second)
    #expect(first.count == 9)
  }

  @Test func pdfHasNoDateATitleAndAPageForEachPage() throws {
    let bytes = try PDFRenderer(sampleLook, title: "Title here").render(samplePages)
    let text = String(decoding: bytes, as: Unicode.ASCII.self)
    #expect(text.hasPrefix("%PDF-"))
    #expect(!text.contains("CreationDate"))
    #expect(text.contains("/Count 2"))
    #expect(text.contains("Title here"))
  }

  @Test func svgHasItsSizeInMillimetresPagesBelowOneAnotherAndAnEscapedTitle() throws {
    let bytes = try SVGRenderer(sampleLook, title: "a <b> & c").render(samplePages)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("width=\"100mm\" height=\"160mm\""))
    #expect(text.contains("<title>a &lt;b&gt; &amp; c</title>"))
    #expect(text.split(separator: "<path").count == 5)
    #expect(text.contains("stroke-linecap:round;stroke-linejoin:round"))
  }

  @Test func svgSurfaceNamesDoNotDependOnTheProcess() {
    let file = Array("<g id=\"surface17\"/><use href=\"#surface17\"/><use href=\"#surface9\"/> surface".utf8)
    let expected = "<g id=\"surface1\"/><use href=\"#surface1\"/><use href=\"#surface2\"/> surface"
    #expect(String(decoding: SVGFile.withoutSurfaceCount(file), as: UTF8.self) == expected)
  }

  @Test func pngHasTheSizeAndResolutionAskedFor() throws {
    let bytes = try PNGRenderer(sampleLook, resolution: 127).render(samplePages)
    func number(at index: Int) -> Int { bytes[index..<index + 4].reduce(0) { $0 << 8 | Int($1) } }
    #expect(Array(bytes[1..<4]) == Array("PNG".utf8))
    #expect(number(at: 16) == 500)
    #expect(number(at: 20) == 800)
    // The checksum of this chunk was computed with Python's zlib.crc32.
    let chunk = Array("pHYs".utf8) + [0, 0, 0x13, 0x88, 0, 0, 0x13, 0x88, 1] + [0xa3, 0x8a, 0x09, 0x28]
    #expect(bytes.firstRange(of: chunk) != nil)
  }

  @Test func pngShowsInkOnPaperAndNothingElse() throws {
    var look = sampleLook
    look.paper = Colour(red: 1, green: 1, blue: 0)
    let (width, solid) = try pixels(of: PNGRenderer(look, resolution: 254).render(samplePages))
    #expect(width == 1000)
    // The dot of the first page, and a corner.
    #expect(solid[600 * width + 500] == 0xff00_0080)
    #expect(solid[0] == 0xffff_ff00)
    look.paper = nil
    let (_, clear) = try pixels(of: PNGRenderer(look, resolution: 254).render(samplePages))
    #expect(clear[600 * width + 500] == 0xff00_0080)
    #expect(clear[0] == 0)
    // On both the ink covers the same: what is clear there is paper here, and edges are mixtures.
    for (solid, clear) in zip(solid, clear) {
      let alpha = Double(clear >> 24)
      #expect(abs(Double(solid >> 16 & 0xff) - (255 - alpha)) <= 1)
    }
    #expect(Set(clear.map { $0 >> 24 }).count > 20)
  }

  @Test func paperAndInkHaveTheirColours() throws {
    let text = String(decoding: try SVGRenderer(sampleLook).render(samplePages), as: UTF8.self)
    #expect(text.contains("<rect"))
    #expect(text.contains("stroke:rgb(0%,0%,50%)"))
    var look = sampleLook
    look.paper = nil
    #expect(!String(decoding: try SVGRenderer(look).render(samplePages), as: UTF8.self).contains("<rect"))
  }

  @Test func tooLargePicturesAreRefusedWithAdvice() {
    let renderer = PNGRenderer(sampleLook, resolution: 1200)
    let pages = Array(repeating: Page(width: 210, height: 297, drawing: InkDrawing()), count: 4)
    #expect(!renderer.canRender(width: 210, height: 4 * 297))
    #expect(throws: InkError.self) { _ = try renderer.render(pages) }
    do {
      _ = try renderer.render(pages)
    } catch {
      #expect(error.message.contains("choose a lower resolution"))
    }
  }

  @Test func noPagesAreAnErrorForPDFNotACrash() {
    #expect(throws: InkError.self) { _ = try PDFRenderer(sampleLook).render([]) }
  }

  @Test func unknownFormatsAreNamed() throws {
    let document = InkDocument(pages: samplePages, text: "", xHeight: 2)
    let options = try SheetOptions { _ in nil }
    do {
      _ = try document.file(format: "gif", options: options)
      Issue.record("gif was rendered")
    } catch {
      #expect(error.message.contains("'gif'"))
    }
  }
}
