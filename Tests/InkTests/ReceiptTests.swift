import Testing

@testable import Ink

/// A receipt as it stands in files: here any line of ASCII with all that formats escape.
private let receipt = #"{"seqd":1,"text":"a <b> & (c) \\ \u00e9"}"#

@Suite struct InkReceiptTests {
  private func file(_ format: String, receipt: String?, text: String = "Secret words") throws -> [UInt8] {
    try InkDocument(pages: samplePages, text: text, xHeight: 2, receipt: receipt)
      .file(format: format, options: SheetOptions { _ in nil })
  }

  private func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.map(UInt16.init), as: UTF16.self)
  }

  @Test(arguments: (InkDocument.formats + InkDocument.truthFormats).filter(InkDocument.holdsReceipt))
  func theSameReceiptGivesTheSameBytesAndAnotherOthers(format: String) throws {
    let first = try file(format, receipt: receipt)
    #expect(try file(format, receipt: receipt) == first)
    #expect(try file(format, receipt: receipt + " ") != first)
    #expect(try file(format, receipt: nil) != first)
  }

  @Test func eachFormatHasItInItsPlace() throws {
    #expect(
      try text(file("pdf", receipt: receipt)).contains(
        #"/Keywords ({"seqd":1,"text":"a <b> & \(c\) \\\\ \\u00e9"})"#))
    #expect(
      try text(file("svg", receipt: receipt)).contains(
        #"<metadata id="seqd-receipt">{"seqd":1,"text":"a &lt;b&gt; &amp; (c) \\ \u00e9"}</metadata>"#))
    #expect(try text(file("png", receipt: receipt)).contains("tEXtseqd\0" + receipt))
    #expect(try text(file("json", receipt: receipt)).contains("\n  \"receipt\": \(receipt),\n"))
    #expect(
      try text(file("inkml", receipt: receipt)).contains(
        #"<annotation type="seqd-receipt">{"seqd":1,"text":"a &lt;b&gt; &amp; (c) \\ \u00e9"}</annotation>"#))
    #expect(try text(file("gcode", receipt: receipt)).contains("\n; seqd-receipt \(receipt)\n"))
  }

  @Test func hpglHasNoPlaceForOne() throws {
    #expect(!InkDocument.holdsReceipt("hpgl"))
    #expect(try file("hpgl", receipt: receipt) == file("hpgl", receipt: nil, text: "Other"))
  }

  @Test(arguments: ["pdf", "png", "svg", "gcode"])
  func withoutOneTheFileSaysNothingOfItsText(format: String) throws {
    let mute = try text(file(format, receipt: nil))
    for trace in ["Secret", "Keywords", "Title", "<title", "metadata", "tEXt", "seqd"] {
      #expect(!mute.contains(trace), "\(format) has \(trace)")
    }
    #expect(try file(format, receipt: nil, text: "Other") == file(format, receipt: nil))
    #expect(try text(file(format, receipt: receipt)).contains(format == "pdf" ? "Keywords" : "seqd"))
  }

  @Test func aPictureWithAReceiptShowsWhatItShowedWithout() throws {
    let (mute, full) = (try file("png", receipt: nil), try file("png", receipt: receipt))
    let chunk = 12 + "seqd\0".utf8.count + receipt.utf8.count
    let start = try #require(full.firstRange(of: Array("tEXt".utf8))).lowerBound - 4
    #expect(Array(full[..<start] + full[(start + chunk)...]) == mute)
  }
}

/// Whoever changes how ink becomes a file raises `InkDocument.renderer` with it, and puts the new digests here: else
/// files of before would be called tampered with.
@Suite struct RendererVersionTests {
  @Test func theVersionIsThatOfTheBytes() throws {
    #expect(InkDocument.renderer == 6)
    let line = Passage(characters: [], drawing: zigzag(letters: 40, word: 5, xHeight: 100, slope: 0.02, wave: 9))
    let options = try SheetOptions { _ in nil }
    let pages = PageLayout(try options.setup(isShortLine: false)).pages(
      Composition([.init(passages: [line, line])], usualXHeight: 100).paragraphs)
    let document = InkDocument(pages: pages, text: "", xHeight: 2.4)
    // Of the formats that no other library has a hand in.
    let digests = [
      "json": "10e3120768aeebde0c795739eebfd951c1476ac1d6fb8df349fdf8af8418fda9",
      "inkml": "ad2d70d929823128d809433132bac4a9b55d303078ec6da94278919f33452a45",
      "gcode": "ebb5f56878b07eddecdcf539e2779dac863d40ae5046aafcc526d2ddd7a095a1",
      "hpgl": "9e8f307f906a016d91eb706d7bcbaed5f51e9a338dc491f4754415294d6f5e58",
    ]
    for (format, digest) in digests {
      let found = words(try document.file(format: format, options: options))
      #expect(found == digest, "\(format)")
    }
  }

  /// SHA-256 of bytes, filled up with zeros to whole words.
  private func words(_ bytes: [UInt8]) -> String {
    var digest = SHA256()
    for start in stride(from: 0, to: bytes.count, by: 4) {
      digest.add(
        (0..<4).reduce(0) { $0 | UInt32(start + $1 < bytes.count ? bytes[start + $1] : 0) << (8 * UInt32($1)) })
    }
    return digest.hexadecimal()
  }
}

@Suite struct InkDigestTests {
  private func digest(_ words: [UInt32]) -> String {
    var digest = SHA256()
    for word in words { digest.add(word) }
    return digest.hexadecimal()
  }

  private func digest(_ text: String) -> String {
    let bytes = Array(text.utf8)
    return digest(
      stride(from: 0, to: bytes.count, by: 4).map { start in
        (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * UInt32($1)) }
      })
  }

  /// The second is of FIPS 180-4; the others were computed with Python's hashlib.
  @Test func digestsAreThoseOfSHA256() {
    #expect(digest([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(digest("abcd") == "88d4266fd4e6338d13b845fcf289579d209c897823b9217da3e161936f031589")
    #expect(
      digest((0..<1000).map { UInt32($0) &* 2_654_435_761 })
        == "c77fd3a657f86eee08952346275d95b7d8e91b1947dfc89a7aa78f93cf33d286")
  }

  @Test func theDigestOfInkIsThatOfItsOffsets() {
    let offsets = [PenOffset(dx: 0.5, dy: -1.25, penUp: false), PenOffset(dx: 3, dy: 0, penUp: true)]
    #expect(InkDigest.of(offsets) == "cccc5865a5c2a978161e430cc1a5888dd2cd73b7a063854f4d593dd9899deeb2")
    #expect(InkDigest.of(offsets.reversed()) != InkDigest.of(offsets))
  }
}
