import Kernels

/// Leads the network through a given sequence and adds up what its elements cost: −ln Pr of each, given those before.
///
/// Nothing is drawn: the next input is the element itself. Sums are carried out in double precision, in the order of the
/// sequence, so a score depends on the model and the sequence alone.
public struct ScoringSampler: Sampler {
  /// −Σ ln Pr, in nats.
  public private(set) var nats = 0.0
  /// Elements scored so far.
  public private(set) var count = 0
  /// Σ |Δ − Σπμ|² over the points, in squared normalised units; 0 for text.
  public private(set) var squaredError = 0.0

  private enum Target: Sendable {
    case symbols([Int])
    /// T × 3: Δx, Δy, pen-up.
    case offsets([Float], MixtureScore)
  }

  private let target: Target

  /// Scores symbols with a softmax head.
  /// - Parameter symbols: what follows the prime; those outside of the head have no probability and are not allowed.
  public init(symbols: [Int]) { target = .symbols(symbols) }

  /// Scores pen offsets with a mixture-density head.
  /// - Parameters:
  ///   - offsets: normalised (Δx, Δy, pen-up), T × 3; the first is predicted from the null offset.
  ///   - smallestDeviation: σ is kept at or above this, in normalised units; 0 for no floor.
  public init(offsets: [Float], smallestDeviation: Double) {
    target = .offsets(offsets, MixtureScore(smallestDeviation: smallestDeviation))
  }

  /// Number of elements that the whole sequence has.
  public var length: Int {
    switch target {
    case .symbols(let symbols): symbols.count
    case .offsets(let offsets, _): offsets.count / 3
    }
  }

  public mutating func step(
    output: UnsafeBufferPointer<Float>, window: WindowState?, random: inout StepRandom,
    input: UnsafeMutableBufferPointer<Float>
  ) -> SamplerDecision {
    guard count < length else { return .finish }
    switch target {
    case .symbols(let symbols):
      let symbol = symbols[count]
      nats += Self.cost(of: symbol, in: output)
      input[0] = Float(symbol)
    case .offsets(let offsets, let mixture):
      let (x, y, lifts) = (offsets[3 * count], offsets[3 * count + 1], offsets[3 * count + 2] > 0.5)
      let score = mixture.score(output, x: Double(x), y: Double(y), penUp: lifts)
      nats += score.nats
      squaredError += score.squaredError
      input[0] = x
      input[1] = y
      input[2] = lifts ? 1 : 0
    }
    count += 1
    return count < length ? .proceed : .finish
  }

  /// What it costs to say which of `count` equally likely things is meant, in nats; nothing where there is no choice.
  public static func nats(ofOneIn count: Int) -> Double { count > 1 ? Elementary.log(Double(count)) : 0 }

  /// −ln softmax(logits)[symbol].
  private static func cost(of symbol: Int, in logits: UnsafeBufferPointer<Float>) -> Double {
    precondition(logits.indices.contains(symbol), "a symbol outside of the head has no probability")
    return Elementary.logSumExp(logits.count) { Double(logits[$0]) } - Double(logits[symbol])
  }
}
