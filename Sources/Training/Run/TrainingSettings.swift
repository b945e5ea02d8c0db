import Glibc

/// Everything that decides how a run goes; stored with its checkpoints.
public struct TrainingSettings: Codable, Equatable, Sendable {
  public enum Schedule: String, Codable, Sendable, CaseIterable {
    case constant
    /// Falls to `finalRate` along a half cosine over the planned epochs.
    case cosine
    /// Halves after every epoch whose validation is not the best yet.
    case halving
  }
  public enum Precision: String, Codable, Sendable, CaseIterable {
    case fp32, bf16

    /// What products are computed with here: fp32 in place of bf16 where the processor has no such products.
    var here: Self { self == .bf16 && !Product.takesBF16 ? .fp32 : self }
  }

  /// Noise on the weights while learning (Graves 2013, section 3; Graves 2011).
  public enum WeightNoise: String, Codable, Sendable, CaseIterable {
    case none
    /// A fixed deviation for all weights.
    case fixed
    /// A learned deviation for each weight, with the cost of describing the weights in the loss.
    case adaptive
  }

  public var seed: UInt64 = 1
  /// Threads; each has sequences and buffers of its own, and their derivatives are summed in a fixed order.
  public var workers = 2
  /// Sequences side by side in each worker.
  public var rows = 16
  /// Steps that derivatives go back; state is carried on beyond. 0 takes whole lines of ink.
  public var steps = 256
  /// Text: pieces of `steps` after which the state starts from zero; 0 for only at an epoch's beginning.
  public var resetEvery = 0
  public var optimiser = OptimiserKind.adam
  /// Of stochastic gradient descent.
  public var momentum = 0.9
  public var rate = 1e-3
  public var finalRate = 1e-5
  public var warmup = 200
  public var schedule = Schedule.cosine
  public var epochs = 20
  /// Epochs without a better validation after which the run ends; 0 for never.
  public var patience = 6
  /// Limits of single derivatives at the LSTM inputs and at the outputs.
  public var cellClip = 10.0
  public var outputClip = 100.0
  /// Limit of the whole gradient's norm per unit; 0 for none.
  public var normClip = 1.0
  /// Elements left out of the input, between layers, and of what the head reads.
  public var inputDropout = 0.0
  public var hiddenDropout = 0.0
  public var outputDropout = 0.0
  /// The same elements at every step of a piece (Gal and Ghahramani 2016).
  public var lockedDropout = false
  /// Recurrent weights left out, anew for each piece (Merity et al. 2018).
  public var weightDropout = 0.0
  /// Share of each weight taken off it in an update, by the learning rate (Loshchilov and Hutter 2019).
  public var weightDecay = 0.0
  public var weightNoise = WeightNoise.none
  /// Deviation of fixed noise, and where adaptive noise starts.
  public var noiseDeviation = 0.075
  /// Share of the cost of describing the weights that counts with adaptive noise. 1 is Graves 2011; less leaves smaller
  /// deviations, a posterior that was cooled.
  public var descriptionWeight = 1.0
  /// σ is kept at or above this, in normalised units: coordinates are integers, and a density has no bound.
  public var smallestDeviation = 0.01
  /// Ink: lines are dealt larger or smaller by up to this share in both directions, and slanted; 0 leaves them alone.
  public var augmentation = 0.0
  /// Text with a teacher: the share of each target that is the teacher's distribution; the rest is the text's own symbol.
  public var teacherWeight = 0.9
  /// Text with a teacher: how much of its own it writes to be learned from, by the length of the training text.
  public var teacherText = 0.0
  /// Decay of the running average of the weights that is validated and kept; 0 for none.
  public var averageDecay = 0.999
  public var precision = Precision.bf16

  public init() {}

  /// Takes the precision that products are computed with here, and says so where it is another one.
  public mutating func settlePrecision(note: (String) -> Void) {
    guard precision.here != precision else { return }
    note("oneDNN has no products in \(precision.rawValue) for this processor; they are computed in fp32")
    precision = precision.here
  }

  var dropout: NetworkPass.DropoutPlan {
    .init(input: inputDropout, hidden: hiddenDropout, output: outputDropout, isLocked: lockedDropout)
  }

  /// What is left out, by name.
  var dropoutShares: [(name: String, share: Double)] {
    [
      ("input", inputDropout), ("hidden", hiddenDropout), ("output", outputDropout),
      ("recurrent_weight", weightDropout),
    ]
  }

  /// What is to be said of the description's share, where it is not whole.
  var describingShare: String {
    weightNoise == .adaptive && descriptionWeight != 1 ? ", \(descriptionWeight) of the description length counted" : ""
  }

  /// Learning rate of an update.
  /// - Parameters:
  ///   - total: updates of the whole plan.
  ///   - setbacks: epochs so far whose validation was not the best yet.
  func rate(at update: Int, of total: Int, setbacks: Int) -> Float {
    // A short plan would be over before a long rise.
    let warm = min(1, Double(update + 1) / Double(max(1, min(warmup, total / 10))))
    switch schedule {
    case .constant: return Float(rate * warm)
    case .halving: return Float(max(finalRate, rate * pow(0.5, Double(setbacks))) * warm)
    case .cosine:
      let progress = min(1, Double(update) / Double(max(1, total)))
      return Float((finalRate + (rate - finalRate) * 0.5 * (1 + cos(.pi * progress))) * warm)
    }
  }

  /// The rows, or fewer for a short text: an epoch of a few updates would teach little. At least 4, which keep the
  /// products busy.
  func rowsFitting(symbols: Int) -> Int {
    let fewestUpdates = 150
    return min(rows, max(4, symbols / (workers * max(1, steps) * fewestUpdates)))
  }

  /// Refuses values that no run could work with.
  /// - Throws: `InvalidRequest`.
  public func check() throws {
    let bounds: [(String, Double, ClosedRange<Double>)] = [
      ("epochs", Double(epochs), 1...100_000), ("patience", Double(patience), 0...100_000),
      ("workers", Double(workers), 1...64), ("rows", Double(rows), 1...512),
      ("steps", Double(steps), 0...4096), ("rate", rate, 1e-9...10), ("final-rate", finalRate, 0...10),
      ("warmup", Double(warmup), 0...1e9), ("cell-clip", cellClip, 1e-6...1e9), ("output-clip", outputClip, 1e-6...1e9),
      ("norm-clip", normClip, 0...1e9), ("smallest-deviation", smallestDeviation, 1e-6...1),
      ("average-decay", averageDecay, 0...0.999999), ("momentum", momentum, 0...0.9999),
      ("reset-every", Double(resetEvery), 0...1e9), ("input-dropout", inputDropout, 0...0.95),
      ("hidden-dropout", hiddenDropout, 0...0.95), ("output-dropout", outputDropout, 0...0.95),
      ("weight-dropout", weightDropout, 0...0.95), ("noise-deviation", noiseDeviation, 1e-9...10),
      ("description-weight", descriptionWeight, 0...10), ("weight-decay", weightDecay, 0...1),
      ("teacher-weight", teacherWeight, 0...1), ("teacher-text", teacherText, 0...100),
      ("augmentation", augmentation, 0...0.5),
    ]
    for (name, value, range) in bounds where !range.contains(value) {
      throw InvalidRequest("--\(name) \(value) is outside \(range.lowerBound) to \(range.upperBound)")
    }
  }
}

extension TrainingSettings {
  /// Settings are stored with every checkpoint; what an older one does not know has its default.
  public init(from decoder: any Decoder) throws {
    self.init()
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try container.take(.seed, &seed)
    try container.take(.workers, &workers)
    try container.take(.rows, &rows)
    try container.take(.steps, &steps)
    try container.take(.resetEvery, &resetEvery)
    try container.take(.optimiser, &optimiser)
    try container.take(.momentum, &momentum)
    try container.take(.rate, &rate)
    try container.take(.finalRate, &finalRate)
    try container.take(.warmup, &warmup)
    try container.take(.schedule, &schedule)
    try container.take(.epochs, &epochs)
    try container.take(.patience, &patience)
    try container.take(.cellClip, &cellClip)
    try container.take(.outputClip, &outputClip)
    try container.take(.normClip, &normClip)
    try container.take(.inputDropout, &inputDropout)
    try container.take(.hiddenDropout, &hiddenDropout)
    try container.take(.outputDropout, &outputDropout)
    try container.take(.lockedDropout, &lockedDropout)
    try container.take(.weightDropout, &weightDropout)
    try container.take(.weightDecay, &weightDecay)
    try container.take(.weightNoise, &weightNoise)
    try container.take(.noiseDeviation, &noiseDeviation)
    try container.take(.descriptionWeight, &descriptionWeight)
    try container.take(.smallestDeviation, &smallestDeviation)
    try container.take(.averageDecay, &averageDecay)
    try container.take(.augmentation, &augmentation)
    try container.take(.teacherWeight, &teacherWeight)
    try container.take(.teacherText, &teacherText)
    try container.take(.precision, &precision)
  }
}

extension KeyedDecodingContainer {
  /// Takes a value where there is one.
  fileprivate func take<Value: Decodable>(_ key: Key, _ place: inout Value) throws {
    if let value = try decodeIfPresent(Value.self, forKey: key) { place = value }
  }
}
