import Networks

/// Data that says nothing but has the shape of the real, to measure how fast a network learns.
extension TrainingData {
  /// Symbols at random, each as likely as any other.
  static func madeUpText(symbols: Int, unit: TextUnit, count: Int, seed: UInt64) -> TrainingData {
    var generator = SplitMix64(state: seed)
    var training = TextSplit()
    training.symbols = (0..<count).map { _ in Int32.random(in: 0..<Int32(symbols), using: &generator) }
    return .text(
      TextCorpus(
        name: "made up", unit: unit, alphabet: (0..<symbols).map { "\($0)" }, training: training,
        validation: TextSplit(), test: TextSplit()))
  }

  /// Lines of 500 to 750 random offsets, about as long as those of people, with one character for every 25 of them and
  /// a stroke that ends at every 25th on average.
  /// - Parameter symbols: size of the window's alphabet; 0 for lines without a text.
  static func madeUpInk(symbols: Int, lines: Int, seed: UInt64) -> TrainingData {
    var generator = SplitMix64(state: seed)
    var dataset = InkDataset(
      training: [], validation: [], alphabet: InkAlphabet(symbols: []),
      normalisation: InkNormalisation(meanX: 0, meanY: 0, deviationX: 1, deviationY: 1))
    dataset.training = (0..<lines).map { number in
      let count = Int.random(in: 500...750, using: &generator)
      var offsets: [Float] = []
      for _ in 0..<count {
        // Even in ±√3 has the deviation 1.
        offsets.append(.random(in: -1.732...1.732, using: &generator))
        offsets.append(.random(in: -1.732...1.732, using: &generator))
        offsets.append(Int.random(in: 0..<25, using: &generator) == 0 ? 1 : 0)
      }
      let text = symbols == 0 ? [] : (0..<count / 25).map { _ in Int.random(in: 0..<symbols, using: &generator) }
      return InkSequence(id: "made-up-\(number)", text: text, offsets: offsets)
    }
    return .ink(dataset)
  }
}
