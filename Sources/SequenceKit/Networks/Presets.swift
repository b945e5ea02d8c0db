/// The networks of the seed and of Graves 2013, by name.
extension Architecture {
  /// The seed's network over a text: an embedding of 256, one LSTM layer, a softmax.
  public static func seedText(symbols: Int, cells: Int = 1000, biases: Int = 2) -> Architecture {
    Architecture(
      input: .embedding(symbols: symbols, dimension: 256), layers: [Layer(cells: cells, biases: biases)],
      head: .softmax(symbols: symbols))
  }

  /// Graves's network over a text: one-hot symbols, one layer of 1000 with peepholes (section 3.1).
  public static func gravesText(symbols: Int) -> Architecture {
    Architecture(
      input: .oneHot(symbols: symbols), layers: [Layer(cells: 1000, peepholes: true)],
      head: .softmax(symbols: symbols))
  }

  /// A network over words whose head shares the embedding's matrix (Press and Wolf 2017).
  public static func tiedText(symbols: Int, dimension: Int = 400, cells: [Int] = [800]) -> Architecture {
    Architecture(
      input: .embedding(symbols: symbols, dimension: dimension),
      layers: (cells + [dimension]).map { Layer(cells: $0) }, head: .softmax(symbols: symbols), tied: true)
  }

  /// A network of text by character with two layers: embedding of 128, 700 cells in each.
  public static func deepText(symbols: Int) -> Architecture {
    Architecture(
      input: .embedding(symbols: symbols, dimension: 128), layers: [Layer(cells: 700), Layer(cells: 700)],
      head: .softmax(symbols: symbols))
  }

  /// The seed's prediction network: layers of 256, 10 Gaussians in the mixture.
  public static func seedPrediction(layers: Int = 3) -> Architecture {
    Architecture(
      input: .ink, layers: Array(repeating: Layer(cells: 256, biases: 2), count: layers),
      head: .mixtureDensity(components: 10))
  }

  /// Graves's prediction networks: 1 × 900 or 3 × 400 with peepholes and skips, 20 Gaussians (section 4.2).
  public static func gravesPrediction(cells: [Int]) -> Architecture {
    Architecture(
      input: .ink, layers: cells.map { Layer(cells: $0, peepholes: true) }, inputSkips: true, outputSkips: true,
      head: .mixtureDensity(components: 20))
  }

  /// The seed's synthesis network: two layers of 400, 20 Gaussians in the window, 20 in the mixture.
  public static func seedSynthesis(symbols: Int = 60) -> Architecture {
    Architecture(
      input: .ink, layers: [Layer(cells: 400, biases: 2), Layer(cells: 400, biases: 2)],
      window: Window(components: 20, symbols: symbols), inputSkips: true, outputSkips: true,
      head: .mixtureDensity(components: 20))
  }

  /// Graves's synthesis network: three layers of 400 with peepholes, 10 Gaussians in the window (section 5.1).
  public static func gravesSynthesis(symbols: Int = 57) -> Architecture {
    Architecture(
      input: .ink, layers: Array(repeating: Layer(cells: 400, peepholes: true), count: 3),
      window: Window(components: 10, symbols: symbols), inputSkips: true, outputSkips: true,
      head: .mixtureDensity(components: 20))
  }
}
