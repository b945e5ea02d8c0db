import Networks
import Testing

@Suite struct PresetTests {
  @Test func `the seed's synthesis network has 2,248,981 weights`() {
    #expect(Architecture.seedSynthesis().parameterCount == 2_248_981)
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
