import FoundationEssentials
import Networks
import Testing
import Training

@Suite struct InkDatasetTests {
  private func corpus() throws -> InkCorpus {
    let folder = try ScratchFolder()
    try SyntheticInk(forms: [
      .init(set: "trainset", name: "a01-000", text: ["be a bee"], ink: [1: SyntheticInk.strokes([3, 2])]),
      .init(set: "testset_t", name: "a02-000", text: ["Bed."], ink: [1: [[.init(x: 5, y: 6, time: 1)]]]),
      .init(set: "testset_f", name: "a03-000", text: ["dab"], ink: [1: SyntheticInk.strokes([4])]),
      .init(set: "testset_v", name: "a04-000", text: ["xb"], ink: [1: SyntheticInk.strokes([2, 2])]),
    ]).write(to: folder.path)
    return try InkCorpus.load(folder: folder.path)
  }

  @Test func `N points make N - 1 offsets, and the pen lifts at the last point of a stroke`() throws {
    let identity = InkNormalisation(meanX: 0, meanY: 0, deviationX: 1, deviationY: 1)
    let data = try InkDataset(corpus(), normalisation: identity)
    #expect(data.training[0].count == 4)
    #expect(data.training[0].offsets == [10, 5, 0, 10, 5, 1, 40, 8, 0, 10, 5, 1])
    #expect(data.validation[0].offsets == [10, 5, 1, 40, 8, 0, 10, 5, 1])
  }

  @Test func `a line of one point has no offset and is left out`() throws {
    #expect(try InkDataset(corpus()).training.map(\.id) == ["a01-000-01", "a03-000-01"])
  }

  @Test func `training offsets have mean 0 and deviation 1`() throws {
    var source = try corpus()
    source.training[1].strokes = [[InkPoint(x: 0, y: 0, time: 0), InkPoint(x: -3, y: 9, time: 0.01)]]
    let data = InkDataset(source)
    for axis in 0..<2 {
      let values = data.training.flatMap { line in (0..<line.count).map { Double(line.offsets[3 * $0 + axis]) } }
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
      #expect(abs(mean) < 1e-6 && abs(variance - 1) < 1e-5)
    }
  }

  @Test func `the alphabet is the unknown symbol and the training characters in order`() throws {
    let data = try InkDataset(corpus(), normalisation: .init(meanX: 0, meanY: 0, deviationX: 1, deviationY: 1))
    #expect(data.alphabet == ["\u{FFFD}", " ", ".", "B", "a", "b", "d", "e"])
    #expect(data.training[0].text == [5, 7, 1, 4, 1, 5, 7, 7])
    #expect(data.validation[0].text == [0, 5])
    #expect(data.characterCounts["b"] == 3 && data.characterCounts["e"] == 4 && data.characterCounts["x"] == nil)
  }

  @Test func `an alphabet of a given size keeps letters and the commonest others`() {
    let alphabet = InkAlphabet(size: 57, commonestIn: ["a, b, c.", "d. e!", "f, g; h; i. ."])
    #expect(alphabet.symbols.count == 57)
    #expect(alphabet.symbols[0] == InkAlphabet.unknown)
    #expect(Set(alphabet.symbols).isSuperset(of: [" ", ".", ",", ";", "Q", "z"]))
    #expect(alphabet.indices(of: "!") == [0])
    #expect(alphabet.text(of: alphabet.indices(of: "Quiz; no!")) == "Quiz; no\u{FFFD}")
  }
}
