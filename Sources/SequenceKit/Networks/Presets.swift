/// The networks of the seed and of Graves 2013, by name.
extension Architecture {
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
