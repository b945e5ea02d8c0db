import Ink
import Testing
import Wire

@testable import seqctl

/// Receipts as files carry them.
enum ReceiptSamples {
  static func json(text: String = "a", renderer: Int = 1, ink: String = "ab", seed: String = "7") -> String {
    #"{"format":"pdf","ink":"\#(ink)","model":"m","modelDigest":"\#(String(repeating: "0a", count: 32))","#
      + #""operation":"generate","parameters":{},"renderer":\#(renderer),"seed":"\#(seed)","seqd":1,"task":"t","#
      + #""text":"\#(text)"}"#
  }

  static func file(_ format: String, receipt: String?, title: String = "a") throws -> [UInt8] {
    let page = Page(
      width: 40, height: 20, drawing: InkDrawing([Stroke([Point(x: 3, y: 4), Point(x: 9, y: 8), Point(x: 12, y: 4)])]))
    return try InkDocument(pages: [page], text: title, xHeight: 2, receipt: receipt)
      .file(format: format, options: SheetOptions { _ in nil })
  }
}

@Suite struct ReceiptReaderTests {
  /// Those that carry one.
  private static let formats = (InkDocument.formats + InkDocument.truthFormats).filter(InkDocument.holdsReceipt)

  /// All that some format escapes, and what might be taken for something else there.
  private static let awkward = [
    "a", "(b) \\\\ ) ( <c> & &amp; </metadata> %PDF", "/Keywords <41> >> endobj /Keywords (x)", "\\u00e9\\ud83d\\udd8b",
    "trailer << /Info 1 0 R >> startxref 7 tEXtseqd",
  ]

  private func text(in file: [UInt8]) throws -> String? { try ReceiptReader.receipt(in: file)?.text }

  @Test(arguments: formats, awkward)
  func whatAFileCarriesIsReadAsItWasWritten(format: String, text: String) throws {
    let json = ReceiptSamples.json(text: text)
    let file = try ReceiptSamples.file(format, receipt: json, title: text)
    #expect(try ReceiptReader.receipt(in: file) == ReceiptFile(json: Array(json.utf8)))
  }

  @Test(arguments: formats)
  func aLongTextIsCarriedWhole(format: String) throws {
    let text = String(repeating: "(A <long> text\\\\,) é & so on. ", count: 700).replacing("é", with: "\\u00e9")
    let json = ReceiptSamples.json(text: text)
    #expect(text.count > 20_000)
    let file = try ReceiptSamples.file(format, receipt: json)
    #expect(try ReceiptReader.receipt(in: file) == ReceiptFile(json: Array(json.utf8)))
  }

  @Test(arguments: InkDocument.formats + InkDocument.truthFormats)
  func aFileWithoutOneHasNone(format: String) throws {
    #expect(try ReceiptReader.receipt(in: ReceiptSamples.file(format, receipt: nil)) == nil)
  }

  @Test(arguments: ["", "text", "%PDF-", "<svg", "\u{0}\u{1}", "[1]"])
  func whatIsNoneOfTheFormatsHasNone(text: String) throws {
    #expect(try ReceiptReader.receipt(in: Array(text.utf8)) == nil)
  }

  @Test(arguments: SVGKind.allCases)
  func everyKindOfSVGCarriesIt(kind: SVGKind) throws {
    let json = ReceiptSamples.json(text: "a <b>")
    let options = try SheetOptions { $0 == "svg-kind" ? .text(kind.rawValue) : nil }
    let page = Page(width: 40, height: 20, drawing: InkDrawing([Stroke([Point(x: 3, y: 4), Point(x: 9, y: 8)])]))
    let file = try InkDocument(pages: [page], text: "a <b>", xHeight: 2, receipt: json)
      .file(format: "svg", options: options)
    #expect(try text(in: file) == "a <b>")
  }

  @Test func keywordsThatAreNotASCIIAreRead() throws {
    #expect(try text(in: ReceiptSamples.file("pdf", receipt: ReceiptSamples.json(text: "é\u{1F58B}"))) == "é\u{1F58B}")
  }

  @Test func escapesOfPDFStringsAreUndone() {
    var scanner = PDFScanner(file: Array("(a\\(\\)\\\\\\n\\101\\7(b)\\\nc\\q) <4 1 4> (open".utf8), position: 0)
    #expect(scanner.string() == Array("a()\\\nA\u{7}(b)cq".utf8))
    #expect(scanner.string() == [0x41, 0x40])
    #expect(scanner.string() == nil)
  }

  @Test func aPictureWhoseChunkWasChangedSaysSo() throws {
    var file = try ReceiptSamples.file("png", receipt: ReceiptSamples.json(seed: "7"))
    let seed = try #require(file.firstRange(of: Array("seed\":\"7".utf8)))
    file[seed.upperBound - 1] = UInt8(ascii: "8")
    let error = #expect(throws: WireError.self) { try ReceiptReader.receipt(in: file) }
    #expect(error?.message.contains("checksum") == true)
  }

  /// SplitMix64, so that a failing input can be made again.
  private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  @Test(arguments: formats)
  func noBytesWhateverMakeItTrap(format: String) throws {
    var random = SeededGenerator(state: 5)
    let original = try ReceiptSamples.file(format, receipt: ReceiptSamples.json(text: "(a) <b>"))
    var found = 0
    for _ in 0..<400 {
      var file = original
      for _ in 0..<Int.random(in: 1...3, using: &random) where !file.isEmpty {
        let place = Int.random(in: 0..<file.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: file[place] = .random(in: 0...255, using: &random)
        case 1: file[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: file.remove(at: place)
        case 3: file = Array(file.prefix(place))
        case 4:
          let pieces = [
            "<<", "(", "\\", "/Keywords", "99999999999", "&", "\u{FF}\u{FF}\u{FF}\u{FF}", "startxref", "0 R",
          ]
          file.insert(contentsOf: Array((pieces.randomElement(using: &random) ?? "").utf8), at: place)
        default: file += file.suffix(Int.random(in: 0...60, using: &random))
        }
      }
      do throws(WireError) {
        if try ReceiptReader.receipt(in: file) != nil { found += 1 }
      } catch {
        #expect(!error.message.isEmpty)
      }
    }
    #expect((20..<400).contains(found))
  }
}
