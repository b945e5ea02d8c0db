import CTraining
public import Networks

/// Dynamic evaluation: the weights are adapted while the text is read, each piece being scored before it is learned from
/// (Mikolov 2010; Graves 2013, section 3; Krause et al. 2018).
///
/// One reading from beginning to end on one thread: what is learned of a piece helps with all that follow.
public struct DynamicScorer {
  /// How the weights follow the text.
  public struct Plan: Codable, Sendable, Equatable {
    /// What a step is made of.
    public enum Rule: String, Codable, Sendable, CaseIterable {
      /// The sum of a piece's derivatives, at one rate for all weights.
      case sgd
      /// Each derivative by its root mean square over training text, and a pull back to where training left the weight
      /// (Krause et al. 2018, section 5).
      case rms
    }

    public var rule = Rule.rms
    /// How far a weight goes whose derivative has its usual size; for `sgd` the step along the sum of a piece's derivatives.
    public var rate = 3e-4
    /// `sgd`: of its steps.
    public var momentum = 0.0
    /// Symbols between two updates.
    public var steps = 25
    /// Limit of the norm of a piece's derivatives; 0 for none.
    public var normClip = 0.0
    /// `rms`: share of the way back to its trained value that a weight goes in each step, times how large its derivatives
    /// are in comparison with the mean of all.
    public var decay = 1e-3
    /// `rms`: what is added to each root mean square, as a share of the mean of all.
    public var damping = 0.1
    /// `rms`: symbols of training text, its last ones, over which the root mean squares are taken.
    public var sample = 50_000

    public init() {}
  }

  private let architecture: Architecture
  private let settings: TrainingSettings
  private let plan: Plan
  private let trained: FlatParameters
  private let sizes: DerivativeSizes

  /// With `rms` this reads the end of the training text, which takes as long as scoring that many symbols.
  /// - Parameters:
  ///   - parameters: the weights that every text is begun with; they stay as they are.
  ///   - training: text that the network has learned from; `rms` takes the usual size of the derivatives from it.
  ///   - onProgress: called after each piece of it with the symbols read and how many there are to read.
  public init(
    architecture: Architecture, settings: TrainingSettings, plan: Plan, parameters: FlatParameters, training: [Int32],
    onProgress: (Int, Int) -> Void = { _, _ in }
  ) {
    self.architecture = architecture
    self.settings = settings
    self.plan = plan
    trained = parameters
    sizes = DerivativeSizes(count: parameters.count)
    guard plan.rule == .rms else { return }
    let sample = Array(training.suffix(plan.sample))
    _ = read(
      sample, parameters, afterEach: { [sizes] in sizes.add($0.values) }, onProgress: { onProgress($0, sample.count) })
  }

  /// Scores a text.
  /// - Parameter onProgress: called after each piece with the symbols read.
  public func score(_ text: [Int32], onProgress: (Int) -> Void = { _ in }) -> Score {
    let weights = FlatParameters(architecture)
    weights.copy(from: trained)
    let adapter: any WeightAdapter =
      switch plan.rule {
      case .sgd: GradientAdapter(plan, count: weights.count)
      case .rms: ScaledAdapter(plan, trained: trained, sizes: sizes)
      }
    let learn = { (gradient: FlatParameters) in
      var scale: Float = 1
      if plan.normClip > 0 {
        let norm = ct_squared_norm(gradient.values, weights.count).squareRoot()
        if norm > plan.normClip { scale = Float(plan.normClip / norm) }
      }
      adapter.adapt(weights, along: gradient, scale: scale)
    }
    return Score(read(text, weights, afterEach: learn, onProgress: onProgress), sequences: 1)
  }

  /// Reads a text piece by piece; the weights may be changed between two.
  private func read(
    _ text: [Int32], _ weights: FlatParameters, afterEach learn: (FlatParameters) -> Void,
    onProgress: (Int) -> Void = { _ in }
  ) -> NetworkPass.Result {
    var sized = settings
    (sized.steps, sized.rows) = (plan.steps, 1)
    let pass = NetworkPass(architecture, sized, learns: false)
    let chunk = Chunk(steps: plan.steps, rows: 1)
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
      learn(pass.gradient)
      onProgress(total.units)
    }
    return total
  }
}
