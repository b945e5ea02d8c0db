import Networks
import Testing

@Suite struct PresetTests {
  @Test func `the seed's synthesis network has 2,248,981 weights`() {
    #expect(Architecture.seedSynthesis().parameterCount == 2_248_981)
  }

  @Test(arguments: [
    (Architecture.seedText(symbols: 50), 5_094_850), (.seedText(symbols: 10_000), 17_602_000),
    (.seedText(symbols: 621, cells: 1024, biases: 1), 6_042_477), (.seedPrediction(), 1_335_613),
    (.seedPrediction(layers: 1), 282_941),
  ])
  func `the seed's networks have the seed's numbers of weights`(network: Architecture, count: Int) {
    #expect(network.parameterCount == count)
  }

  @Test func `the embedding, the layer and the head of the seed's Wikipedia network have its counts`() {
    let network = Architecture.seedText(symbols: 621, cells: 1024, biases: 1)
    let counts = Dictionary(
      uniqueKeysWithValues: network.parameters.map { ($0.name, $0.count) })
    #expect(counts["embedding.weight"] == 158_976)
    #expect(counts.filter { $0.key.hasPrefix("layers.0") }.values.reduce(0, +) == 5_246_976)
    #expect(counts.filter { $0.key.hasPrefix("head") }.values.reduce(0, +) == 636_525)
  }

  @Test(arguments: [
    (Architecture.gravesText(symbols: 49), 4.3), (.gravesText(symbols: 10_000), 54),
    (.gravesPrediction(cells: [900]), 3.4), (.gravesPrediction(cells: [400, 400, 400]), 3.4),
  ])
  func `Graves's networks have the paper's millions of weights`(network: Architecture, millions: Double) {
    #expect(abs(Double(network.parameterCount) / 1e6 - millions) < 0.06)
  }

  @Test func `networks over words that share embedding and head have the weights that the results name`() {
    #expect(Architecture.deepText(symbols: 50).parameterCount == 6_285_450)
    #expect(Architecture.tiedText(symbols: 10_000).parameterCount == 9_774_800)
    #expect(Architecture.tiedText(symbols: 10_000, dimension: 300, cells: [300]).parameterCount == 4_452_400)
  }

  @Test func `a tied head has no matrix of its own`() {
    let network = Architecture.tiedText(symbols: 100, dimension: 8, cells: [12])
    #expect(!network.parameters.contains { $0.name == "head.weight" })
    #expect(network.headWeight == "embedding.weight" && network.headInputWidth == 8)
  }

  @Test func `Graves's synthesis network has three layers of 400 that each see input and window`() {
    let network = Architecture.gravesSynthesis()
    #expect(network.layers.map(\.cells) == [400, 400, 400])
    #expect(network.layers.map(\.peepholes) == [true, true, true])
    #expect((0..<3).map(network.inputWidth(ofLayer:)) == [60, 460, 460])
    #expect(network.headInputWidth == 1200)
    // Graves 2013 gives about 3.7 million weights.
    #expect(abs(network.parameterCount - 3_700_000) < 60_000)
  }
}
