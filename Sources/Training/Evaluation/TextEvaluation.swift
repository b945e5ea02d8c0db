import Networks

/// What `seqtrain evaluate` measures of a network over text.
public struct TextEvaluation: Codable, Sendable {
  /// Figures of one part of the corpus.
  public struct Part: Codable, Sendable {
    public var part: String
    /// Whether the weights were adapted while reading.
    public var dynamic: Bool
    /// Nats in all, what unmapped characters cost to spell included.
    public var nats: Double
    /// What of it is spelling.
    public var spelling: Double
    /// Predictions.
    public var units: Int
    /// Bits of the whole for each unit: per character, word or byte as the network has it.
    public var bitsPerUnit: Double
    public var bitsPerCharacter: Double
    public var bitsPerByte: Double
    /// e to the nats for each word, ends of line counted as words.
    public var perplexity: Double
    /// Share of predictions whose most probable symbol was another, in per cent.
    public var errorPercent: Double

    init(_ score: Score, of split: TextSplit, name: String, dynamic: Bool) {
      part = name
      self.dynamic = dynamic
      nats = score.nats + split.spelling
      spelling = split.spelling
      units = score.units
      let bits = nats / 0.693_147_180_559_945_3
      bitsPerUnit = bits / Double(max(1, score.units))
      bitsPerCharacter = bits / Double(max(1, split.characters))
      bitsPerByte = bits / Double(max(1, split.bytes))
      perplexity = Double.exponential(nats / Double(max(1, split.words)))
      errorPercent = 100 * score.errorRate
    }
  }

  public var model: String
  public var weightsDigest: String
  public var corpus: String
  public var unit: String
  public var symbols: Int
  public var weights: Int
  public var parts: [Part]
  /// What the generation engine gives in each precision; empty unless asked for.
  public var precisions: [PrecisionScore] = []

  /// - Parameters:
  ///   - path: folder of the package, or a checkpoint.
  ///   - parts: `validation`, `test`; a part that the corpus lacks is left out.
  ///   - plan: of dynamic evaluation; nil for static figures alone.
  ///   - precision: of the products here, not of the engine's.
  ///   - onProgress: what is being done, symbols read for it, and how many there are.
  ///   - withEngine: whether to score with the generation engine too, in each precision.
  public init(
    path: String, data: TextData, parts: [String], plan: DynamicScorer.Plan?, withEngine: Bool = false,
    precision: TrainingSettings.Precision = .fp32, threads: Int,
    note: (String) -> Void, onProgress: (String, Int, Int) -> Void = { _, _, _ in }
  ) async throws {
    let model = try ScoredModel(path: path)
    guard case .softmax(_) = model.architecture.head else {
      throw InvalidRequest("\(path) is not a model of text; give one, or evaluate it under its own task")
    }
    if let reason = model.architecture.untrainable {
      throw InvalidRequest("\(path) cannot be measured here: \(reason)")
    }
    let corpus = try data.inSymbols(of: model.alphabet).corpus()
    (self.model, weightsDigest) = (model.name, model.weightsDigest)
    (self.corpus, unit, symbols) = (corpus.name, corpus.unit.rawValue, corpus.alphabet.count)
    weights = model.architecture.parameterCount
    var settings = TrainingSettings()
    settings.precision = precision
    settings.settlePrecision(note: note)
    settings.workers = threads
    (settings.rows, settings.steps) = (8, 100)
    let scorer = SequenceScorer(architecture: model.architecture, settings: settings)
    let dynamicScorer = plan.map {
      DynamicScorer(
        architecture: model.architecture, settings: settings, plan: $0, parameters: model.parameters,
        training: corpus.training.symbols, onProgress: { onProgress("training text, derivatives measured", $0, $1) })
    }
    self.parts = []
    for name in parts {
      let split = name == "validation" ? corpus.validation : corpus.test
      guard !split.symbols.isEmpty else {
        note("\(corpus.name) has no \(name) part")
        continue
      }
      let score = scorer.score(.symbols(split.symbols), model.parameters)
      self.parts.append(Part(score, of: split, name: name, dynamic: false))
      if withEngine {
        precisions += try await EngineScorer(package: model.servable, threads: threads, smallestDeviation: 0)
          .scores(.symbols(split.symbols), part: name)
      }
      guard let dynamicScorer else { continue }
      let dynamic = dynamicScorer.score(split.symbols) {
        onProgress("\(name), adapting", $0, split.symbols.count)
      }
      self.parts.append(Part(dynamic, of: split, name: name, dynamic: true))
    }
  }
}
