import Kernels
import Networks

extension Golden {
  /// One sequence: what it is generated from, and for each instruction set the digest of what came out.
  ///
  /// Which fields there are depends on the model: a line to be written (`text`, `bias`), ink without a text (`bias`,
  /// `length`), or symbols (`prompt`, `temperature`, `length`).
  public struct Case: Codable, Sendable, Equatable {
    /// The line that is written; characters that the alphabet lacks become its first symbol.
    public var text: String?
    /// Symbols that come before those drawn, as indices.
    public var prompt: [Int]?
    public var seed: UInt64
    /// Probability bias of the ink.
    public var bias: Double?
    /// Temperature that symbols are drawn at.
    public var temperature: Double?
    /// Points or symbols to be drawn, where no window ends the sequence.
    public var length: Int?
    /// Points drawn, by instruction set.
    public var points: [String: Int]?
    /// Symbols drawn, by instruction set.
    public var symbols: [String: Int]?
    /// Digests by instruction set: of the offsets (Δx, Δy, pen-up, each fp32 with the lowest byte first), or of the
    /// symbols (each 4 bytes, lowest first) and their log-likelihood (fp64).
    public var digests: [String: String]
  }

  /// What a case gave.
  struct Output {
    var count: Int
    var digest: String
  }
}

extension Golden.Case {
  /// Bounds on what a file may ask for, since a check holds a thread.
  static let mostCharacters = 200
  static let mostSteps = 2000

  /// The cases that a new package gets.
  static func usual(for description: ModelDescription) -> [Golden.Case] {
    switch (description.architecture.head, description.architecture.window) {
    case (.mixtureDensity, .some):
      [("Hello World", 1, 0), ("The cost was 12 pounds.", 2, 1)].map { text, seed, bias in
        Golden.Case(text: text, seed: seed, bias: bias, points: [:], digests: [:])
      }
    case (.mixtureDensity, nil):
      [(1, 0), (2, 1)].map { seed, bias in
        Golden.Case(seed: seed, bias: bias, length: 200, points: [:], digests: [:])
      }
    case (.softmax(let symbols), _):
      [([0], 1, 1), ([0, 1 % symbols, 2 % symbols], 2, 0.5)].map { prompt, seed, temperature in
        Golden.Case(prompt: prompt, seed: seed, temperature: temperature, length: 100, symbols: [:], digests: [:])
      }
    }
  }

  /// What keeps the case from being run with a model; nil when it can be.
  func defect(for description: ModelDescription) -> String? {
    let architecture = description.architecture
    switch architecture.head {
    case .mixtureDensity:
      guard let bias, (0...1000).contains(bias) else { return "has no bias from 0 to 1000" }
      guard architecture.window != nil else { return lengthDefect }
      guard let text, (1...Self.mostCharacters).contains(text.count) else {
        return "has no text of 1 to \(Self.mostCharacters) characters"
      }
      return nil
    case .softmax:
      guard let temperature, (0...1000).contains(temperature) else { return "has no temperature from 0 to 1000" }
      guard let prompt, prompt.count <= Self.mostSteps, prompt.allSatisfy({ description.alphabet.indices.contains($0) })
      else { return "has no prompt of symbols that the model knows" }
      return lengthDefect
    }
  }

  private var lengthDefect: String? {
    guard let length, (1...Self.mostSteps).contains(length) else { return "has no length from 1 to \(Self.mostSteps)" }
    return nil
  }

  /// Generates the sequence on the calling thread; of a case without defect.
  func run(on model: LoadedModel, number: Int, digest: Golden.Digest) throws(GoldenError) -> Golden.Output {
    let request = request(for: model)
    let finished = try GoldenError.wrapping { try model.generateHere(request) }
    guard finished.reason != .nonFinite else {
      throw GoldenError("case \(number + 1) gives outputs that are not finite on \(model.kernels.instructionSet)")
    }
    var bytes: [UInt8] = []
    func append(_ bits: some FixedWidthInteger) { withUnsafeBytes(of: bits.littleEndian) { bytes += $0 } }
    if let sampler = finished.sampler as? MixtureDensitySampler {
      for point in sampler.points {
        for value in [point.dx, point.dy, point.penUp ? 1 : 0] { append(value.bitPattern) }
      }
      return Golden.Output(count: sampler.points.count, digest: digest(bytes))
    }
    guard let sampler = finished.sampler as? CategoricalSampler else {
      preconditionFailure("the sequence came back with another sampler than it was given")
    }
    for symbol in sampler.symbols { append(Int32(truncatingIfNeeded: symbol)) }
    append(sampler.logLikelihood.bitPattern)
    return Golden.Output(count: sampler.symbols.count, digest: digest(bytes))
  }

  private func request(for model: LoadedModel) -> SequenceRequest {
    let description = model.description
    switch description.architecture.head {
    case .mixtureDensity:
      let sampler = MixtureDensitySampler(.init(bias: bias ?? 0))
      guard description.architecture.window != nil, let text else {
        return SequenceRequest(seed: seed, sampler: sampler, maximumSteps: length ?? 1)
      }
      let indices = Dictionary(
        description.alphabet.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
      // Twice the points that ink has for its characters, and then some.
      return SequenceRequest(
        text: text.map { indices[String($0)] ?? 0 }, seed: seed, sampler: sampler, maximumSteps: 400 + 80 * text.count)
    case .softmax:
      let (prompt, length) = (prompt ?? [], length ?? 1)
      return SequenceRequest(
        prime: prompt.map(Float.init), seed: seed,
        sampler: CategoricalSampler(temperature: Float(temperature ?? 1), length: length, kernels: model.kernels),
        maximumSteps: max(prompt.count, 1) + length - 1)
    }
  }

  mutating func record(_ output: Golden.Output, for set: InstructionSet) {
    digests[set.rawValue] = output.digest
    points?[set.rawValue] = output.count
    symbols?[set.rawValue] = output.count
  }

  func compare(_ output: Golden.Output, for set: InstructionSet, number: Int) throws(GoldenError) {
    guard let expected = digests[set.rawValue], expected != output.digest else { return }
    let what = text.map { "the line \"\($0)\"" } ?? (prompt == nil ? "its ink" : "its symbols")
    let unit = prompt == nil ? "points" : "symbols"
    let count = (points ?? symbols)?[set.rawValue]
    throw GoldenError(
      "case \(number + 1) (\(what), seed \(seed)) differs on \(set): \(output.count) \(unit) with the digest "
        + "\(output.digest.prefix(12))… where \(count.map { "\($0) with " } ?? "")\(expected.prefix(12))… is expected")
  }
}
