import FoundationEssentials
import Networks

/// What `seqtrain evaluate` measures of a handwriting model.
public struct Evaluation: Codable, Sendable {
  public var model: String
  public var weightsDigest: String
  /// Scores on testset_v under Graves's protocol, products in fp32.
  public var validation: InkScore
  public var pointsPerLine: Double
  public var smallestDeviation: Double
  /// Absent when not asked for.
  public var legibility: Legibility?
  /// Legibility when primed with the model's default style.
  public var primedLegibility: Legibility?

  /// - Parameters:
  ///   - folder: the model package.
  ///   - sentences: how many sentences to write for legibility; 0 for none.
  ///   - bias: of the sampling.
  public init(
    folder: String, data: HandwritingData, sentences: Int, bias: Double, smallestDeviation: Double, threads: Int,
    note: (String) -> Void
  ) async throws {
    let package = try ModelPackage.load(folder: folder)
    guard package.description.architecture.isInkWithWindow, let normalisation = package.description.normalisation else {
      throw InvalidRequest("\(folder) is not a model for handwriting-synthesis; give one, e.g. Models/handwriting")
    }
    let corpus = try data.corpus(note: note)
    let alphabet = InkAlphabet(symbols: package.description.alphabet)
    let dataset = InkDataset(corpus, alphabet: alphabet, normalisation: normalisation)
    let parameters = FlatParameters(package.description.architecture)
    parameters.load(package.tensors)
    var settings = TrainingSettings()
    settings.precision = .fp32
    settings.workers = threads
    settings.smallestDeviation = smallestDeviation
    model = package.description.name
    weightsDigest = package.description.weightsDigest
    self.smallestDeviation = smallestDeviation
    validation = InkScorer(architecture: package.description.architecture, settings: settings)
      .score(dataset.validation, parameters)
    pointsPerLine = Double(validation.points) / Double(max(1, validation.lines))
    guard sentences > 0 else { return }
    let texts = Legibility.sentences(
      sentences, from: corpus.validation, alphabet: package.description.alphabet, seed: 1)
    legibility = try await Legibility(of: package, sentences: texts, bias: bias, style: nil, threads: threads)
    if let styles = try InkStyles(resources: package.resources), let style = styles[styles.default] {
      primedLegibility = try await Legibility(of: package, sentences: texts, bias: bias, style: style, threads: threads)
    }
  }
}
