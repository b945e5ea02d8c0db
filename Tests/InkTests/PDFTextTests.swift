import Testing

@testable import Ink

@Suite struct PDFTextTests {
  private func pdf(_ pages: [Page], receipt: String? = "{}", xHeight: Double = 2.4) throws -> [UInt8] {
    try InkDocument(pages: pages, text: "", xHeight: xHeight, receipt: receipt)
      .file(format: "pdf", options: SheetOptions { _ in nil })
  }

  /// The lines of each page as `pdftotext` finds them.
  private func lines(_ file: [UInt8], _ options: [String] = []) throws -> [[String]] {
    let text = String(
      decoding: try SystemProgram.output("pdftotext", options + ["INPUT", "-"], input: file), as: UTF8.self)
    return text.split(separator: "\u{0C}").map { page in
      page.split(separator: "\n").filter { !$0.isEmpty }.map(String.init)
    }
  }

  private static let poppler: ConditionTrait = .enabled(
    if: SystemProgram.has("pdftotext"), "pdftotext is not there; apt install poppler-utils")

  @Test(poppler, arguments: [[], ["-raw"]])
  func theTextComesBackLineByLineAndPageByPage(options: [String]) throws {
    let pages = letter(["Dear Ann,"] + (0..<12).map { paragraph(60, from: 60 * $0) } + ["Yours", "Bob"])
    #expect(pages.count >= 3)
    #expect(try lines(pdf(pages), options) == pages.map { $0.lines.map(\.text) })
  }

  @Test(poppler, arguments: [1.0, 2.4, 6, 20])
  func sizeDoesNotMatter(xHeight: Double) throws {
    let pages = letter([paragraph(12)], xHeight: xHeight)
    #expect(try lines(pdf(pages, xHeight: xHeight)) == pages.map { $0.lines.map(\.text) })
  }

  @Test(poppler) func whatTheUserGaveComesBackWhereSomethingPlainerWasWritten() throws {
    let plain: [Character: String] = ["ë": "e", "ß": "ss", "“": "\"", "”": "\"", "é": "e", "→": "->", "🖋": "pen"]
    let text = "Dear Zoë, “Straße” and cafe\u{301} → 🖋 end"
    let pages = letter([text]) { plain[$0] ?? String($0) }
    #expect(pages[0].lines[0].words[1].text == "Zoe,")
    #expect(try lines(pdf(pages)) == [[text]])
  }

  @Test(poppler) func eachWordsTextIsWhereItsInkIs() throws {
    let page = letter([paragraph(30)])[0]
    let boxes = String(
      decoding: try SystemProgram.output("pdftotext", ["-bbox", "INPUT", "-"], input: pdf([page])), as: UTF8.self
    ).split(separator: "\n").filter { $0.contains("<word ") }.map { line in
      line.split(separator: "\"").compactMap { Double($0) }
    }
    let words = page.lines.flatMap { line in line.words.map { (line, $0) } }
    try #require(boxes.count == words.count)
    for (box, (line, word)) in zip(boxes, words) {
      let ink = try #require(Bounds(page.drawing.strokes[word.strokes].flatMap(\.points)))
      let mm = box.map { $0 * 25.4 / 72 }
      if ink.width > 2 {
        #expect(abs(mm[0] - ink.minX) < 0.3 && abs(mm[2] - ink.maxX) < 0.3, "\(word.text) at \(mm)")
      }
      #expect(mm[0] < ink.minX + 0.02 && mm[2] > ink.maxX - 0.02)
      #expect(mm[1] < ink.minY + 0.6 && mm[3] > line.baseline)
    }
  }

  @Test(poppler) func withoutAReceiptThereIsNoText() throws {
    let pages = letter([paragraph(30)])
    #expect(try lines(pdf(pages, receipt: nil)).joined().isEmpty)
    #expect(try pdf(pages, receipt: nil).firstRange(of: Array("/Font".utf8)) == nil)
    #expect(try pdf(pages).firstRange(of: Array("/Font".utf8)) != nil)
  }

  @Test(.enabled(if: SystemProgram.has("pdftoppm"), "pdftoppm is not there; apt install poppler-utils"))
  func theTextDoesNotShow() throws {
    let pages = letter([paragraph(80)])
    func picture(_ receipt: String?) throws -> [UInt8] {
      try SystemProgram.output("pdftoppm", ["-r", "100", "INPUT"], input: pdf(pages, receipt: receipt))
    }
    let (with, without) = (try picture("{}"), try picture(nil))
    #expect(with == without)
    #expect(with.contains { $0 < 0x40 })
  }

  @Test func inkWithoutATextHasNone() throws {
    var page = letter([paragraph(5)])[0]
    for word in page.lines[0].words.indices { page.lines[0].words[word].text = "" }
    let file = try pdf([page])
    #expect(file.firstRange(of: Array("/FontFile2".utf8)) == nil)
  }

  @Test func theTextOfEachLineHasTheLinesOwnSize() throws {
    var page = letter([paragraph(40)])[0]
    try #require(page.lines.count > 2)
    for line in page.lines.indices { page.lines[line].xHeight = line == 1 ? 6 : 2.4 }
    var layer = TextLayer(xHeight: 1)
    let sizes = layer.operators(for: page).split(separator: "\n").filter { $0.contains(" Tf") }
    #expect(sizes.count == 3 && sizes[0].hasSuffix(sizes[2]) && sizes[1] != sizes[2], "\(sizes)")
  }

  @Test func labelsAreGivenOnlyOfAPictureThatCanBeMade() throws {
    let document = InkDocument(
      pages: [Page(width: 5000, height: 5000, drawing: InkDrawing())], text: "", xHeight: 2)
    for format in ["png", "page.xml", "truth.json"] {
      let error = #expect(throws: InkError.self) {
        try document.file(format: format, options: SheetOptions { _ in nil })
      }
      #expect(error?.message.contains("pixels, more than") == true, "\(format)")
    }
  }

  @Test func equalDocumentsGiveEqualBytes() throws {
    let pages = letter([paragraph(200)])
    #expect(try pdf(pages) == pdf(pages))
  }
}
