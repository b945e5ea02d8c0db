import Testing
import Wire

@testable import Ink
@testable import seqctl

/// PDF files of the daemon's form, made by hand.
enum PDFSamples {
  /// A file with pages, each with a stream of its own, and whatever else.
  /// - Parameters:
  ///   - more: further objects, which get the numbers after those of the pages.
  ///   - page: further entries of each page.
  static func file(
    streams: [String], more: [String] = [], page: String = "", info: String? = nil, catalogue: String = ""
  ) -> [UInt8] {
    let kids = streams.indices.map { 3 + 2 * $0 }
    var objects = [
      "<< /Type /Catalog /Pages 2 0 R\(catalogue) >>",
      "<< /Type /Pages /Kids [\(kids.map { "\($0) 0 R" }.joined(separator: " "))] /Count \(kids.count) >>",
    ]
    for (stream, kid) in zip(streams, kids) {
      objects.append("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 10 10] /Contents \(kid + 1) 0 R\(page) >>")
      objects.append("<< /Length \(stream.utf8.count) >>\nstream\n\(stream)\nendstream")
    }
    objects += more
    if let info { objects.append("<< \(info) >>") }
    var file = "%PDF-1.5\n%\u{b5}\u{b6}\n"
    var table = ""
    for (number, object) in objects.enumerated() {
      let place = "\(file.utf8.count)"
      table += String(repeating: "0", count: 10 - place.count) + place + " 00000 n \n"
      file += "\(number + 1) 0 obj\n\(object)\nendobj\n"
    }
    let size = objects.count + 1
    let about = info == nil ? "" : " /Info \(objects.count) 0 R"
    return Array(
      """
      \(file)xref
      0 \(size)
      0000000000 65535 f \n\(table)trailer
      << /Size \(size) /Root 1 0 R\(about) >>
      startxref
      \(file.utf8.count)
      %%EOF

      """.utf8)
  }

  /// Their merged file.
  static func merged(_ files: [[UInt8]]) throws -> [UInt8] {
    var merge = PDFMerge()
    var bytes = PDFMerge.beginning
    for file in files { bytes += try merge.add(file) }
    return bytes + merge.finished()
  }
}

@Suite struct PDFMergeTests {
  private typealias Flaw = PDFMerge.Flaw

  private func text(_ file: PDFObjects, _ number: Int) throws -> String {
    let object = try file.object(number)
    return String(decoding: file.bytes[object.dictionary.lowerBound..<object.stream.upperBound], as: UTF8.self)
  }

  @Test("Pages follow one another in the order of the files, each with its own stream")
  func order() throws {
    let file = try PDFObjects(
      PDFSamples.merged([PDFSamples.file(streams: ["one", "two"]), PDFSamples.file(streams: ["three"])]))
    #expect(try text(file, file.root) == "<< /Type /Catalog /Pages 2 0 R >>")
    let tree = try file.object(2)
    #expect(try text(file, 2).hasSuffix("/Count 3 >>"))
    var streams: [String] = []
    for node in tree.references.map(\.number) {
      let kids = try file.object(node).references.map(\.number)
      #expect(try kids.last == 2 && text(file, node).hasSuffix("/Parent 2 0 R >>"))
      for kid in kids.dropLast() {
        let page = try file.object(kid).references.map(\.number)
        #expect(page[0] == node)
        streams.append(try text(file, page[1]))
      }
    }
    #expect(streams.map { $0.split(separator: "\n")[2] } == ["one", "two", "three"])
  }

  @Test("What looks like a reference in a stream or a string stays as it is, and what is one gets its new number")
  func references() throws {
    let string = #"(1 0 R \) (3 0 R) \\) <31 20 30 20 52>"#
    let first = PDFSamples.file(streams: ["a"])
    let second = PDFSamples.file(
      streams: ["1 0 R endstream\nendobj 2 0 R"],
      more: ["<< /Note \(string) /Self 5 0 R /Number 7 /Far [5 0 R 4 0 R] >>"],
      page: " /Extra << /X 5 0 R >>")
    let file = try PDFObjects(PDFSamples.merged([first, second]))
    // The first file's node, page and stream are 3 to 5; the second's node is 6, its page 7, stream 8, the rest 9.
    #expect(try text(file, 9) == "<< /Note \(string) /Self 9 0 R /Number 7 /Far [9 0 R 8 0 R] >>")
    #expect(try text(file, 7).contains("/Parent 6 0 R") && text(file, 7).contains("/X 9 0 R"))
    #expect(try text(file, 8) == "<< /Length 28 >>\nstream\n1 0 R endstream\nendobj 2 0 R\nendstream")
  }

  @Test("What the daemon's own writer makes is merged with its fonts, its texts and its receipts")
  func ownFiles() throws {
    let names = ["Anna", "\\u00e9 (1 0 R)"]
    let stroke = Stroke([Point(x: 3, y: 4), Point(x: 9, y: 8), Point(x: 12, y: 4)])
    let page = Page(
      width: 40, height: 20, drawing: InkDrawing([stroke]),
      lines: [PlacedLine(words: [PlacedWord(text: "ann", strokes: 0..<1)], baseline: 8)])
    let files = try names.map { name in
      try InkDocument(pages: [page, page], text: "ann", xHeight: 2, receipt: ReceiptSamples.json(text: name))
        .file(format: "pdf", options: SheetOptions { _ in nil })
    }
    let folder = TemporaryFolder()
    let path = folder.file("all.pdf", try PDFSamples.merged(files))
    #expect(MergedEvidence.isMerged(path) && !MergedEvidence.isMerged(folder.file("one.pdf", files[0])))
    #expect(try MergedEvidence(path).items.map(\.receipt.text) == ["Anna", "é (1 0 R)"])
    let file = try PDFObjects(MergedEvidence(path).bytes)
    let fonts = try (1...file.places.count).filter { try text(file, $0).contains("/Subtype /Type0") }
    #expect(fonts.count == 2)
  }

  @Test(
    "A file of another form is refused and leaves what was merged so far as it was",
    arguments: [
      ("", "is no PDF"), ("%PDF-1.5\n", "has no end"), ("info", "which cannot be merged"),
      ("catalogue", "no plain catalogue"), ("table", "no plain table"), ("length", "of another length"),
    ])
  func refusal(change: String, reason: String) throws {
    let good = PDFSamples.file(streams: ["abc"])
    var text = String(decoding: good, as: UTF8.self)
    switch change {
    case "info": text = String(decoding: PDFSamples.file(streams: ["a"], page: " /Up 1 0 R"), as: UTF8.self)
    case "catalogue":
      text = String(decoding: PDFSamples.file(streams: ["a"], catalogue: " /Lang (en)"), as: UTF8.self)
    case "table": text = text.replacing("xref\n0 ", with: "xref\n1 ")
    case "length": text = text.replacing("/Length 3", with: "/Length 2")
    default: text = change
    }
    var merge = PDFMerge()
    _ = try merge.add(good)
    let before = merge.finished()
    let error = #expect(throws: Flaw.self) { try merge.add(Array(text.utf8)) }
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    #expect(merge.finished() == before)
  }

  @Test("No file whatever makes the reader trap")
  func damage() throws {
    let file = try PDFSamples.merged([
      ReceiptSamples.file("pdf", receipt: ReceiptSamples.json()), PDFSamples.file(streams: ["a"], info: "/Title (x)"),
    ])
    func read(_ bytes: [UInt8]) {
      guard let objects = try? PDFObjects(bytes) else { return }
      for number in 0...objects.places.count + 1 { _ = try? objects.object(number) }
      var merge = PDFMerge()
      _ = try? merge.add(bytes)
    }
    for end in stride(from: 0, to: file.count, by: 3) { read(Array(file[..<end])) }
    for place in stride(from: 0, to: file.count, by: 2) {
      for byte in "9 ()<>R\\".utf8 {
        var changed = file
        changed[place] = byte
        read(changed)
      }
    }
  }
}

@Suite struct MergedVerificationTests {
  private let folder = TemporaryFolder()

  private func verdict(of bytes: [UInt8], made: [[UInt8]]) throws -> Verdict {
    var comparison = MergedVerification.Comparison(try MergedEvidence(folder.file("all.pdf", bytes)))
    for file in made {
      #expect(comparison.next != nil)
      if let difference = comparison.difference(to: file) { return difference }
    }
    #expect(comparison.next == nil)
    return comparison.verdict
  }

  private func file(_ text: String, renderer: Int = 1, title: String = "a") throws -> [UInt8] {
    try ReceiptSamples.file("pdf", receipt: ReceiptSamples.json(text: text, renderer: renderer), title: title)
  }

  @Test("A result whose receipt is said to be where no object is has none", arguments: ["0", "9"])
  func receiptsBeyondTheTable(number: String) throws {
    let merged = try PDFSamples.merged([file("a")])
    let key = try #require(merged.firstRange(of: Array("/SEQD_Info ".utf8)))
    var changed = merged
    changed[key.upperBound] = UInt8(ascii: Unicode.Scalar(number)!)
    try #require(merged[key.upperBound + 1] == UInt8(ascii: " "))
    let fault = #expect(throws: Failure.self) { try MergedEvidence(folder.file("all.pdf", changed)) }
    #expect(fault?.message.contains("carries no receipt") == true, "\(fault?.message ?? "")")
  }

  @Test("A tree of results with a number of no object is damaged", arguments: ["0", "9"])
  func resultsBeyondTheTable(number: String) throws {
    var merged = try PDFSamples.merged([file("a"), file("b")])
    let kids = try #require(merged.firstRange(of: Array("/Kids [".utf8)))
    let blank = try #require(merged[kids.upperBound...].firstRange(of: Array(" 0 R ".utf8)))
    let digits = blank.upperBound..<(try #require(merged[blank.upperBound...].firstIndex(of: UInt8(ascii: " "))))
    for place in digits { merged[place] = Array(number.utf8)[0] }
    #expect(throws: Failure.self) { try MergedEvidence(folder.file("all.pdf", merged)) }
  }

  @Test("A merged file is verified when each result is generated again and merges to the same bytes")
  func same() throws {
    let files = try ["a", "b", "c"].map { try file($0) }
    let merged = try PDFSamples.merged(files)
    #expect(try verdict(of: merged, made: files) == .same(bytes: merged.count))
  }

  @Test("A changed result is named, and so is a change of what holds the results together")
  func changes() throws {
    let files = try ["a", "b"].map { try file($0) }
    let merged = try PDFSamples.merged(files)
    guard case .differs(let reason) = try verdict(of: merged, made: [files[0], file("b", title: "other")]) else {
      Issue.record("it is taken for the same")
      return
    }
    #expect(reason.hasPrefix("result 2 of 2: "))
    var changed = merged
    let count = try #require(merged.firstRange(of: Array("/Count 2 >>".utf8)))
    changed[count.lowerBound + 7] = UInt8(ascii: "1")
    guard case .differs(let frame) = try verdict(of: changed, made: files) else {
      Issue.record("it is taken for the same")
      return
    }
    #expect(frame.contains("what holds them together"))
  }

  @Test("Where only the drawing of a result changed since, the ink is the same")
  func redrawn() throws {
    let merged = try PDFSamples.merged([file("a"), file("b", renderer: 1)])
    #expect(
      try verdict(of: merged, made: [file("a"), file("b", renderer: 2, title: "longer")])
        == .sameInk("result 2 of 2: renderer 1 then, 2 now"))
  }

  @Test("A merged file of results without receipts says so")
  func noReceipts() throws {
    let path = folder.file("all.pdf", try PDFSamples.merged([PDFSamples.file(streams: ["a"])]))
    let error = #expect(throws: Failure.self) { try MergedEvidence(path) }
    #expect(error?.status == .invalid && error?.message.hasSuffix("result 1 of its 1 carries no receipt") == true)
  }
}

@Suite struct MergeRequestTests {
  private let task = TaskInfo(
    name: "t", summary: "", text: .required, formats: ["pdf", "svg"], parameters: [])

  private func request(_ arguments: String...) throws -> JobRequest {
    try JobRequest(JobOptions.table(for: task).parse(arguments), task: task, takesText: true)
  }

  @Test("Merged results are PDF, whatever the file is called, and may be many for one file")
  func format() throws {
    for output in ["x.pdf", "x", "-"] {
      let request = try request("a", "--count", "3", "--merge", "-o", output)
      #expect(request.isMerged && request.submit.format == "pdf" && request.submit.count == 3)
    }
  }

  @Test(
    "Merging is refused without a file, into a folder and in another format",
    arguments: [
      [], ["-o", "x/"], ["-o", "x.svg"], ["-o", "x.pdf", "--format", "svg"], ["--dataset", "x"],
    ])
  func refusal(arguments: [String]) throws {
    let error = #expect(throws: Failure.self) {
      try JobRequest(
        JobOptions.table(for: task).parse(["a", "--merge"] + arguments), task: task, takesText: true)
    }
    #expect(error?.status == .invalid && error?.message.hasPrefix("--merge ") == true)
  }
}
