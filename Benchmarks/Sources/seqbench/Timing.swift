/// How much is done in a second.
enum Timing {
  /// The best of five measurements.
  /// - Parameter body: does something and says how much it was.
  static func rate(_ body: () -> Double) -> Double {
    let clock = ContinuousClock()
    return (0..<5).reduce(0) { best, _ in
      let start = clock.now
      let done = body()
      return max(best, done / ((clock.now - start) / .seconds(1)))
    }
  }
}
