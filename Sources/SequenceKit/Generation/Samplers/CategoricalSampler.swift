import Kernels

/// Draws symbols from a softmax head and keeps them.
public struct CategoricalSampler: Sampler {
  /// The symbols drawn so far; the stop symbol is not among them.
  public private(set) var symbols: [Int] = []
  /// Natural logarithm of the probability of what was drawn, the stop symbol included, at the temperature used.
  public private(set) var logLikelihood: Double = 0
  /// Whether the stop symbol ended the sequence.
  public private(set) var endedBySymbol = false

  private let temperature: Float
  private let length: Int
  private let stop: Int?
  private var probabilities: [Float] = []

  /// - Parameters:
  ///   - temperature: divides the logits; 0 takes the likeliest symbol each time (the first of equals).
  ///   - length: number of symbols after which the sequence ends.
  ///   - stop: a symbol that ends it earlier.
  public init(temperature: Float = 1, length: Int, stop: Int? = nil) {
    self.temperature = temperature
    self.length = length
    self.stop = stop
    symbols.reserveCapacity(min(max(length, 0), 1 << 16))
  }

  public mutating func step(
    output: UnsafeBufferPointer<Float>, window: WindowState?, random: inout StepRandom,
    input: UnsafeMutableBufferPointer<Float>
  ) -> SamplerDecision {
    guard symbols.count < length else { return .finish }
    let symbol = draw(output, &random)
    if symbol == stop {
      endedBySymbol = true
      return .finish
    }
    symbols.append(symbol)
    input[0] = Float(symbol)
    return symbols.count < length ? .proceed : .finish
  }

  private mutating func draw(_ output: UnsafeBufferPointer<Float>, _ random: inout StepRandom) -> Int {
    if temperature <= 0 {
      var best = 0
      for index in output.indices where output[index] > output[best] { best = index }
      return best
    }
    if probabilities.count != output.count { probabilities = Array(repeating: 0, count: output.count) }
    probabilities.withUnsafeMutableBufferPointer {
      KernelTable.current.softmax(output, scale: 1 / temperature, into: $0)
    }
    let drawn = random.uniform()
    var sum = 0.0
    var chosen = 0
    for index in probabilities.indices where probabilities[index] > 0 {
      chosen = index
      sum += Double(probabilities[index])
      if drawn < sum { break }
    }
    logLikelihood += Elementary.log(Double(max(probabilities[chosen], .leastNormalMagnitude)))
    return chosen
  }
}
