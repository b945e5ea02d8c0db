import Ink
import Kernels
import Networks
import Testing

@testable import Recognition

@Suite struct InkReaderTests {
  private func logits(_ precision: Precision, _ kernels: KernelTable = .current) throws -> SymbolReading {
    let file = try Fixture.file()
    let frames = PenFrames(try Fixture.load().drawing, step: file.step, stepsInFrame: file.stepsInFrame)
    return InkReader(file, kernels: kernels, precision: precision).reading(frames)
  }

  @Test func itComputesWhatPyTorchComputes() throws {
    let fixture = try Fixture.load()
    let exact = try logits(.fp32)
    #expect(exact.probabilities.count == fixture.logarithms.count)
    #expect(zip(exact.probabilities, fixture.logarithms).allSatisfy { abs(Elementary.log($0) - $1) < 1e-3 })
    #expect(abs(exact.surprise(of: Array(fixture.text)) - fixture.surprise) < 1e-3 * fixture.surprise)
  }

  @Test func bytesAreNearToThat() throws {
    let (exact, rounded) = (try logits(.fp32), try logits(.int8))
    #expect(zip(exact.probabilities, rounded.probabilities).allSatisfy { abs($0 - $1) < 0.05 })
  }

  @Test(arguments: KernelTable.available.map(\.instructionSet))
  func everyInstructionSetGivesTheSameBits(set: InstructionSet) throws {
    let kernels = try #require(KernelTable(set))
    #expect(try logits(.int8, kernels).probabilities == logits(.int8).probabilities)
  }

  @Test func whatIsNoReaderIsRefused() throws {
    let bytes = try Fixture.readerBytes()
    func message(_ bytes: [UInt8]) -> String {
      do {
        _ = try InkReader(bytes, file: "r")
        return "taken"
      } catch { return error.message }
    }
    func edited(_ text: String, to other: String) -> [UInt8] {
      // Of the same length: the header's length stands before it.
      let from = Array(text.utf8)
      guard let place = bytes.indices.first(where: { bytes[$0...].starts(with: from) }) else { return [] }
      return bytes[..<place] + Array(other.utf8) + bytes[(place + from.count)...]
    }
    #expect(message(bytes) == "taken")
    #expect(message([]).contains("truncated"))
    #expect(message(Array(bytes.dropLast())).contains("truncated"))
    #expect(message(edited("seqd-reader-1", to: "seqd-reader-9")).contains("no reader of the format"))
    #expect(message(edited("\"step\":\"0.22\"", to: "\"step\":\"-.22\"")).contains("step"))
    for other in ["1 x", "0 3", "   "] {
      #expect(message(edited("\"1 3\"", to: "\"\(other)\"")).contains("dilations"))
    }
    #expect(message(edited("blocks.1.weight", to: "blocks.7.weight")).contains("'blocks.1'"))
    #expect(message(Safetensors.encode([])).contains("no reader"))
  }
}

@Suite struct SymbolReadingTests {
  private let reading = SymbolReading(
    alphabet: ["a", "b"],
    logits: [0.3, 1.2, -0.4, 0.1, 0.9, 0.8, 1.5, -1, 0.2, -0.3, 0.7, 0.6, 0.2, 0.1, 0.4], frames: 5)

  /// The sum over all alignments, one by one.
  private func probability(of text: [Character]) -> Double {
    var sum = 0.0
    for number in 0..<243 {
      var rest = number
      var path: [Int] = []
      for _ in 0..<5 {
        path.append(rest % 3)
        rest /= 3
      }
      let kept = path.indices.filter { path[$0] != 0 && ($0 == 0 || path[$0 - 1] != path[$0]) }
      guard kept.map({ reading.alphabet[path[$0] - 1] }) == text else { continue }
      sum += path.enumerated().reduce(1) { $0 * reading.probabilities[$1.offset * 3 + $1.element] }
    }
    return sum
  }

  @Test(arguments: ["", "a", "ab", "aa", "ba", "abab", "aba", "bbb"])
  func aTextsProbabilityIsThatOfAllItsAlignments(text: String) {
    let surprise = reading.surprise(of: Array(text))
    #expect(abs(Elementary.exp(-surprise) - probability(of: Array(text))) < 1e-12)
  }

  @Test func aTextThatDoesNotFitIsImpossible() {
    #expect(reading.surprise(of: Array("aaaa")) == .infinity)
    #expect(reading.surprise(of: Array("ababab")) == .infinity)
  }

  @Test func repetitionsAndBlanksAreNoSymbols() {
    func row(_ best: Int) -> [Float] { (0...2).map { $0 == best ? 5 : 0 } }
    let line = SymbolReading(alphabet: ["a", "b"], logits: [0, 1, 1, 0, 1, 2, 2, 0].flatMap(row), frames: 8)
    #expect(String(line.text) == "aab")
  }

  @Test func errorsAreCountedButForWhatTheReaderDoesNotKnow() {
    func row(_ best: Int) -> [Float] { (0...2).map { $0 == best ? 5 : 0 } }
    let line = SymbolReading(alphabet: ["a", "b"], logits: [1, 0, 1, 2].flatMap(row), frames: 4)
    for (text, errors) in [("aab", 0), ("aa", 1), ("bab", 1), ("aaab", 1), ("", 3), ("aa%", 0), ("aaé", 0), ("b%", 2)] {
      let proof = Proof(Array(text), against: line)
      #expect(proof.errors == errors, "\(text)")
      #expect(proof.read == "aab")
    }
  }

  @Test(arguments: [
    ("kitten", "sitting", 3, [0, 4, 6]), ("", "abc", 3, [0, 1, 2]), ("abc", "", 3, []), ("flaw", "lawn", 2, [3]),
    ("same", "same", 0, []), ("Ma tQuinn", "Max Quinn", 2, [2, 3]),
  ])
  func editsAreTheFewestAndHaveTheirPlaces(read: String, text: String, edits: Int, wrong: [Int]) {
    let comparison = Proof.comparison(of: Array(read), with: Array(text))
    #expect(comparison.edits == edits && comparison.wrong == wrong, "\(comparison)")
  }

  @Test func fewerErrorsComeBeforeMoreCertainty() {
    let (right, sure) = (Proof(read: "", errors: 0, surprise: 9), Proof(read: "", errors: 1, surprise: 1))
    #expect(Proof.isBetter(right, sure) && !Proof.isBetter(sure, right))
    #expect(Proof.isBetter(Proof(read: "", errors: 1, surprise: 0.5), sure))
  }
}
