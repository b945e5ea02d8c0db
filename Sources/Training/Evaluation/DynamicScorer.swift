import CTraining
public import Networks

/// Dynamic evaluation: the weights are adapted while the text is read, each piece being scored before it is learned from
/// (Mikolov 2010; Graves 2013, section 3).
///
/// One reading from beginning to end on one thread: what is learned of a piece helps with all that follow.
public struct DynamicScorer {
  /// How the weights follow the text.
  public struct Plan: Codable, Sendable, Equatable {
    /// Step along the sum of a piece's derivatives.
    public var rate = 1e-4
    public var momentum = 0.0
    /// Symbols between two updates.
    public var steps = 50
    /// Limit of the norm of a piece's derivatives; 0 for none.
    public var normClip = 0.0

    public init() {}
  }

  private let architecture: Architecture
  private let settings: TrainingSettings
  private let plan: Plan

  public init(architecture: Architecture, settings: TrainingSettings, plan: Plan) {
    self.architecture = architecture
    self.settings = settings
    self.plan = plan
  }

  /// Scores a text; the given weights stay as they are.
  /// - Parameter onProgress: called now and then with the symbols read.
  public func score(_ text: [Int32], _ parameters: FlatParameters, onProgress: (Int) -> Void = { _ in }) -> Score {
    var sized = settings
    (sized.steps, sized.rows) = (plan.steps, 1)
    let pass = NetworkPass(architecture, sized, learns: false)
    let chunk = Chunk(steps: plan.steps, rows: 1)
    let weights = FlatParameters(architecture)
    weights.copy(from: parameters)
    let optimiser = Optimiser(.sgd, count: weights.count, momentum: plan.momentum)
    let texts = TextTable([])
    var tracks = TextTracks(count: text.count, tracks: 1)
    var total = NetworkPass.Result()
    ct_single_thread()
    while !tracks.isExhausted {
      tracks.fill([chunk], from: text)
      guard chunk.units > 0 else { continue }
      pass.load(weights)
      pass.gradient.clear()
      total += pass.run(chunk, texts: texts, learn: true)
      var scale = 1.0
      if plan.normClip > 0 {
        let norm = ct_squared_norm(pass.gradient.values, weights.count).squareRoot()
        if norm > plan.normClip { scale = plan.normClip / norm }
      }
      optimiser.apply(pass.gradient.values, scale: Float(scale), to: weights.values, rate: Float(plan.rate))
      onProgress(total.units)
    }
    return Score(total, sequences: 1)
  }
}
