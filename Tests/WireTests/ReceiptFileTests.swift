import Testing
import Wire

@Suite struct ReceiptFileTests {
  static let digest = String(repeating: "0a", count: 32)
  static let json =
    #"{"format":"pdf","ink":"ab","model":"m","modelDigest":"\#(digest)","operation":"generate","#
    + #""parameters":{"bias":0.5,"n":2,"style":"a \"b\""},"renderer":3,"seed":"18446744073709551615","seqd":1,"#
    + #""task":"t","text":"\u00e9"}"#

  private func refusal(_ json: String) -> WireError? {
    do throws(WireError) {
      _ = try ReceiptFile(json: Array(json.utf8))
      return nil
    } catch {
      return error
    }
  }

  @Test func aReceiptSubmittedAgainIsTheItemItself() throws {
    let receipt = try ReceiptFile(json: Array(Self.json.utf8))
    #expect(receipt.renderer == 3 && receipt.ink == "ab" && receipt.model == "m")
    let submission = receipt.submission(label: "ann", key: "k")
    #expect(
      submission
        == Request.Submit(
          task: "t", model: Self.digest, items: [.init(text: "é")],
          parameters: ["bias": .number(0.5), "n": .integer(2), "style": .string("a \"b\"")], seed: .max, format: "pdf",
          label: "ann", key: "k"))
    #expect(submission.receipt)
  }

  @Test(arguments: [
    ("", "damaged"), ("[]", "damaged"), ("{}", "damaged"), (#"{"seqd":"1"}"#, "damaged"),
    (#"{"seqd":2}"#, "version 2"), (#"{"seqd":1}"#, "damaged"),
    (json.replacing("18446744073709551615", with: "18446744073709551616"), "damaged"),
    (json.replacing("18446744073709551615", with: "007"), "damaged"),
    (json.replacing("0a0a", with: "0a"), "damaged"), (json.replacing("0a", with: "0A"), "damaged"),
    (json + "x", "damaged"),
    (json.replacing(#""task":"t""#, with: #""task":7"#), "damaged"),
  ])
  func whatIsNoneSaysSo(json: String, words: String) {
    #expect(refusal(json)?.message.contains(words) == true, "\(json)")
    #expect(refusal(json)?.code.exitCode == 2)
  }

  @Test func oneThatIsTooLongIsNotRead() {
    let long = Self.json.replacing("u00e9", with: "u00e9" + String(repeating: "a", count: ReceiptFile.longest))
    #expect(refusal(long)?.code == .tooLarge)
    #expect(throws: WireError.self) { try ReceiptFile.field(of: Array("{\"receipt\":\(long)}".utf8)) }
  }

  @Test func itIsFoundAsAFieldAmongOthers() throws {
    let receipt = try ReceiptFile(json: Array(Self.json.utf8))
    #expect(try ReceiptFile.field(of: Array("{\"a\":[1],\"receipt\":\(Self.json)}\n".utf8)) == receipt)
    for none in ["{}", "{\"receipt\":null}", "{\"a\":{\"receipt\":7}}"] {
      #expect(try ReceiptFile.field(of: Array(none.utf8)) == nil, "\(none)")
    }
    for damaged in ["{\"receipt\":7}", "{\"receipt\":{}}", "{\"receipt\":{\"seqd\":1}}", "[1]", "{", "7", ""] {
      #expect(throws: WireError.self) { try ReceiptFile.field(of: Array(damaged.utf8)) }
    }
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

  @Test func damagedOnesThrowOrCanBeSubmitted() {
    var random = SeededGenerator(state: 1)
    var read = 0
    for _ in 0..<3000 {
      var bytes = Array(Self.json.utf8)
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = .random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: Array("1e999".utf8), at: place)
        default: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
      }
      do throws(WireError) {
        let receipt = try ReceiptFile(json: bytes)
        _ = try Codec.frames(of: .submit(receipt.submission(label: "", key: "k")), id: RequestID(1))
        read += 1
      } catch {
        #expect(!error.message.isEmpty)
      }
    }
    #expect((50..<3000).contains(read))
  }
}
