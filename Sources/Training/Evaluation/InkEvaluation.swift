import FoundationEssentials
import Networks

/// What `seqtrain evaluate` measures of a handwriting model.
public struct InkEvaluation: Codable, Sendable {
  public var model: String
  public var weightsDigest: String
  public var weights: Int
  /// −ln of the density of a line's offsets and pen, the mean over testset_v under Graves's protocol, products in fp32.
  public var natsPerLine: Double
  public var natsPerPoint: Double
  /// Mean of |Δ − Σπμ|² over the points, in normalised units (SSE).
  public var squaredError: Double
  public var lines: Int
  public var pointsPerLine: Double
  public var smallestDeviation: Double
  /// What the generation engine gives in each precision; empty unless asked for.
  public var precisions: [PrecisionScore] = []
  /// Absent when not asked for, and for networks without a window.
  public var legibility: Legibility?
  /// Legibility when primed with the model's default style.
  public var primedLegibility: Legibility?

  /// - Parameters:
  ///   - path: folder of the package, or a checkpoint, whose legibility is not measured.
  ///   - sentences: how many sentences to write for legibility; 0 for none.
  ///   - bias: of the sampling.
  ///   - withEngine: whether to score with the generation engine too, in each precision.
  public init(
    path: String, data: HandwritingData, sentences: Int, bias: Double, smallestDeviation: Double,
    withEngine: Bool = false, threads: Int, note: (String) -> Void
  ) async throws {
    let model = try ScoredModel(path: path)
    guard model.architecture.input == .ink, let normalisation = model.normalisation else {
      throw InvalidRequest("\(path) is not a model of handwriting; give one, e.g. Models/handwriting")
    }
    if let reason = model.architecture.untrainable {
      throw InvalidRequest("\(path) cannot be measured here: \(reason)")
    }
    let corpus = try data.corpus(note: note)
    guard !corpus.validation.isEmpty else {
      throw InvalidRequest("\(data.folder) has no line of testset_v, by which a network is measured")
    }
    let dataset = InkDataset(
      corpus, alphabet: InkAlphabet(symbols: model.alphabet), normalisation: normalisation)
    var settings = TrainingSettings()
    settings.precision = .fp32
    settings.workers = threads
    settings.smallestDeviation = smallestDeviation
    (self.model, weightsDigest) = (model.name, model.weightsDigest)
    weights = model.architecture.parameterCount
    self.smallestDeviation = smallestDeviation
    let score = SequenceScorer(architecture: model.architecture, settings: settings)
      .score(.lines(dataset.validation), model.parameters)
    (natsPerLine, natsPerPoint, squaredError) = (score.natsPerSequence, score.natsPerUnit, score.squaredError)
    lines = score.sequences
    pointsPerLine = Double(score.units) / Double(max(1, score.sequences))
    if withEngine {
      precisions = try await EngineScorer(
        package: model.servable, threads: threads, smallestDeviation: smallestDeviation
      ).scores(.lines(dataset.validation), part: "validation")
    }
    guard sentences > 0, model.architecture.window != nil, let package = model.package else { return }
    let texts = Legibility.sentences(sentences, from: corpus.validation, alphabet: model.alphabet, seed: 1)
    legibility = try await Legibility(of: package, sentences: texts, bias: bias, style: nil, threads: threads)
    if let styles = try InkStyles(resources: package.resources), let style = styles[styles.default] {
      primedLegibility = try await Legibility(of: package, sentences: texts, bias: bias, style: style, threads: threads)
    }
  }
}
