public import Kernels

/// Draws symbols from a softmax head and keeps them.
public struct CategoricalSampler: Sampler {
  /// How symbols are chosen.
  public struct Options: Sendable, Equatable {
    /// Divides the logits; 0 takes the likeliest symbol each time (the first of equals).
    public var temperature: Float
    /// Only so many of the likeliest symbols are drawn from; 0 for all.
    public var topK: Int
    /// Only the likeliest symbols that together have this probability are drawn from; 0 for all.
    public var topP: Double
    /// A symbol that is never drawn.
    public var excluded: Int?

    public init(temperature: Float = 1, topK: Int = 0, topP: Double = 0, excluded: Int? = nil) {
      self.temperature = temperature
      self.topK = topK
      self.topP = topP
      self.excluded = excluded
    }
  }

  /// The symbols drawn so far; the stop symbol is not among them.
  public private(set) var symbols: [Int] = []
  /// Natural logarithm of the probability of what was drawn, the stop symbol included, at the temperature used and among
  /// the symbols that could be drawn.
  public private(set) var logLikelihood: Double = 0
  /// Whether the stop symbol ended the sequence.
  public private(set) var endedBySymbol = false

  private let options: Options
  private let length: Int
  private let stop: Int?
  private let kernels: KernelTable
  private var probabilities: [Float] = []

  /// - Parameters:
  ///   - temperature: divides the logits; 0 takes the likeliest symbol each time (the first of equals).
  ///   - length: number of symbols after which the sequence ends.
  ///   - stop: a symbol that ends it earlier.
  ///   - kernels: the instruction set to compute probabilities with.
  public init(temperature: Float = 1, length: Int, stop: Int? = nil, kernels: KernelTable = .current) {
    self.init(Options(temperature: temperature), length: length, stop: stop, kernels: kernels)
  }

  /// - Parameters:
  ///   - length: number of symbols after which the sequence ends.
  ///   - stop: a symbol that ends it earlier.
  ///   - kernels: the instruction set to compute probabilities with.
  public init(_ options: Options, length: Int, stop: Int? = nil, kernels: KernelTable = .current) {
    self.options = options
    self.length = length
    self.stop = stop
    self.kernels = kernels
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
    if options.temperature <= 0 { return likeliest(output) }
    if probabilities.count != output.count { probabilities = Array(repeating: 0, count: output.count) }
    if let excluded = options.excluded, output.indices.contains(excluded), output.count > 1 {
      fill(from: output, without: excluded)
    } else {
      fill(from: output)
    }
    let total = narrow()
    let drawn = random.uniform() * total
    let chosen = probabilities.withUnsafeBufferPointer { kernels.draw($0, drawn) }
    logLikelihood += Elementary.log(Double(max(probabilities[chosen], .leastNormalMagnitude)) / total)
    return chosen
  }

  private func likeliest(_ output: UnsafeBufferPointer<Float>) -> Int {
    var best = options.excluded == 0 && output.count > 1 ? 1 : 0
    for index in output.indices where index != options.excluded && output[index] > output[best] { best = index }
    return best
  }

  private mutating func fill(from output: UnsafeBufferPointer<Float>) {
    probabilities.withUnsafeMutableBufferPointer {
      kernels.softmax(output, scale: 1 / options.temperature, into: $0)
    }
  }

  /// The probabilities without a symbol, as if the others were all there are: left in, it could be so likely that
  /// nothing of the others is left.
  private mutating func fill(from output: UnsafeBufferPointer<Float>, without excluded: Int) {
    var logits = Array(output)
    logits[excluded] = output[excluded == 0 ? 1 : 0]
    logits.withUnsafeBufferPointer { fill(from: $0) }
    probabilities[excluded] = 0
  }

  /// Takes the probability of the symbols that top-k and top-p leave out; among equals the first stay.
  /// - Returns: what the probabilities then add up to; exactly 1 where nothing was taken.
  private mutating func narrow() -> Double {
    let narrows = options.topK > 0 && options.topK < probabilities.count || options.topP > 0 && options.topP < 1
    guard narrows else {
      return options.excluded == nil ? 1 : everything
    }
    var ranked = likelyOnes()
    ranked.sort { (probabilities[$1], $0) < (probabilities[$0], $1) }
    if options.topK > 0, options.topK < ranked.count { ranked.removeLast(ranked.count - options.topK) }
    if options.topP > 0, options.topP < 1 {
      let total = options.topK > 0 ? ranked.reduce(0) { $0 + Double(probabilities[$1]) } : everything
      let wanted = options.topP * total
      var sum = 0.0
      let enough = ranked.firstIndex { index in
        sum += Double(probabilities[index])
        return sum >= wanted
      }
      if let enough { ranked.removeLast(ranked.count - 1 - enough) }
    }
    var kept = [Float](repeating: 0, count: probabilities.count)
    for index in ranked { kept[index] = probabilities[index] }
    probabilities = kept
    return kept.reduce(0) { $0 + Double($1) }
  }

  private var everything: Double { probabilities.reduce(0) { $0 + Double($1) } }

  /// The symbols among which are all that top-k and top-p keep: those no less likely, by powers of two, than the last of
  /// them. Most of a large alphabet need not be sorted.
  private func likelyOnes() -> [Int] {
    var counts = [Int](repeating: 0, count: 256)
    var masses = [Double](repeating: 0, count: 256)
    for probability in probabilities where probability > 0 {
      let power = Int(probability.bitPattern >> 23)
      counts[power] += 1
      masses[power] += Double(probability)
    }
    let wanted = options.topK > 0 ? (options.topK, 0.0) : (0, min(options.topP * (1 + 0x1p-40), 1) * everything)
    var (count, mass, power) = (0, 0.0, 256)
    while power > 0 && (count < wanted.0 || mass < wanted.1) {
      power -= 1
      count += counts[power]
      mass += masses[power]
    }
    let least = Float(bitPattern: UInt32(min(power, 254)) << 23)
    return probabilities.indices.filter { probabilities[$0] > 0 && probabilities[$0] >= least }
  }
}
