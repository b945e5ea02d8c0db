import FoundationEssentials
import Glibc
import Testing
import Wire

/// Documentation/PROTOCOL.md against the codec.
@Suite struct ProtocolDocumentTests {
  private let text: String

  init() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let path = folder.deletingLastPathComponent().appending(path: "Documentation/PROTOCOL.md")
    text = String(decoding: try Data(contentsOf: path), as: UTF8.self)
  }

  /// The contents of the fenced blocks of a kind.
  private func blocks(_ kind: String) -> [String] {
    var blocks: [String] = []
    var lines: [Substring]?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let block = lines {
        lines = line == "```" ? nil : block + [line]
        if line == "```" { blocks.append(block.joined(separator: "\n")) }
      } else if line == "```\(kind)" {
        lines = []
      }
    }
    return blocks
  }

  @Test func everyRequestHasAnExampleThatTheDaemonReads() throws {
    var kinds: Set<Request.Kind> = []
    for block in blocks("request") {
      let payload: [[UInt8]] = block.contains(#""type":"model-part""#) ? [[1]] : []
      let incoming = Codec.receive([ProtocolVersion.header(), RequestID(1).frame, Array(block.utf8)] + payload)
      guard case .request(let request, _) = incoming else {
        Issue.record("not a request: \(block)")
        continue
      }
      kinds.insert(request.kind)
    }
    #expect(kinds == Set(Request.Kind.allCases))
  }

  @Test func everyReplyAndEveryErrorHasAnExampleThatTheClientReads() throws {
    var kinds: Set<Reply.Kind> = []
    var codes: [WireError.Code] = []
    for block in blocks("reply") {
      let hasPayload = [#""type":"chunk""#, #""type":"model-chunk""#].contains { block.contains($0) }
      let payload: [[UInt8]] = hasPayload ? [[1]] : []
      let frames = [ProtocolVersion.header(), RequestID(1).frame, Array(block.utf8)] + payload
      let reply = try Codec.answer(frames).reply
      kinds.insert(reply.kind)
      if case .error(let error) = reply { codes.append(error.code) }
    }
    #expect(kinds == Set(Reply.Kind.allCases))
    #expect(Set(codes) == Set(WireError.Code.allCases))
    #expect(codes.count == WireError.Code.allCases.count)
  }

  @Test func theExampleOfAScoreIsOneAndItsFiguresFollowFromItsSums() throws {
    let block = try #require(blocks("score").first)
    let file = try ScoreFile(Array(block.utf8))
    #expect(file.ratios.map(\.name).sorted() == file.figures.keys.sorted())
    for ratio in file.ratios {
      let mean = try #require(file.sums[ratio.sum]) / #require(file.sums[ratio.per])
      let figure = try #require(file.figures[ratio.name])
      switch ratio.form {
      case .mean: #expect(abs(figure - mean) < 1e-5)
      case .bits: #expect(abs(figure * 0.6931471805599453 - mean) < 1e-5)
      case .perplexity: #expect(abs(log(figure) - mean) < 1e-5)
      }
    }
  }

  @Test func receiptsOfThePageAreReadAndStandOnOneLineWithTheirKeysInOrder() throws {
    let block = try #require(blocks("receipt").first)
    let receipt = try ReceiptFile(json: Array(block.utf8))
    #expect(receipt.renderer != nil && receipt.ink?.count == 64 && receipt.text == "Dear Zoë")
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let again = String(decoding: try encoder.encode(receipt), as: UTF8.self)
    #expect(again.replacing("ë", with: "\\u00eb") == block)
    var besides: [String] = []
    for reply in blocks("reply") where reply.contains("\"receipt\"") {
      let frames = [ProtocolVersion.header(), RequestID(1).frame, Array(reply.utf8), [1]]
      if case .chunk(let chunk) = try Codec.answer(frames).reply { besides += [chunk.receipt ?? ""] }
    }
    #expect(try besides.map { try ReceiptFile(json: Array($0.utf8)).format } == ["txt"])
    for place in ["`seqd`", "`task`, `operation`, `format`", "`text`?", "`renderer`?", "`ink`?"] {
      #expect(text.contains("| \(place) |"))
    }
  }

  @Test func theOperationsAreThoseOfTheCode() {
    let row = text.split(separator: "\n").first { $0.hasPrefix("| `operation`? |") }
    for operation in JobOperation.allCases { #expect(row?.contains("`\(operation.rawValue)`") == true) }
  }

  @Test func theExampleInBytesIsARequest() throws {
    let block = try #require(blocks("bytes").first)
    let frames = block.split(separator: "\n").map { line in
      line.split(separator: " ").compactMap { UInt8($0, radix: 16) }
    }
    #expect(Codec.receive(frames) == .request(.watch(.init(job: "17")), id: RequestID(258)))
  }

  @Test func theExitCodesAreThoseOfTheCode() {
    for code in WireError.Code.allCases {
      let row = text.split(separator: "\n").first { $0.hasPrefix("| `\(code.rawValue)` |") }
      #expect(row?.hasSuffix("| \(code.exitCode) |") == true, "\(code.rawValue)")
    }
  }

  @Test func theBoundsAreThoseOfTheCode() {
    for bound in [
      Bounds.frameBytes, Bounds.items, Bounds.textBytes, Bounds.nameBytes, Bounds.parameters, Bounds.chunkBytes,
      Bounds.page, Bounds.modelFiles, Bounds.modelBytes,
    ] {
      let digits = String(String(bound).reversed())
      let grouped = String(digits.enumerated().flatMap { $0 > 0 && $0 % 3 == 0 ? [",", $1] : [$1] }.reversed())
      #expect(text.contains("| \(grouped)") || text.contains("| \(bound)"), "\(bound)")
    }
  }
}
