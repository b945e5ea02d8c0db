import Generation
import Kernels
import Networks

/// Which precision a package is computed with by default, chosen by what each loses on the validation set.
public struct PrecisionChoice: Codable, Sendable {
  /// The largest excess of the loss over that of fp32 with which a precision may be the default.
  public static let largestExcess = 0.005

  public var model: String
  public var precisions: [PrecisionScore]
  /// The name of the chosen one.
  public var chosen: String

  /// Scores the validation set in every precision with the generation engine, writes the fastest that loses no more
  /// than `largestExcess` into the package, and makes its golden outputs anew.
  /// - Parameters:
  ///   - folder: of the package, which is replaced as a whole.
  ///   - smallestDeviation: floor on σ of ink.
  ///   - wanted: the name of a precision to be written whatever it loses.
  /// - Throws: `InvalidRequest`, `ModelPackageError`, or what is wrong with the data.
  public init(
    folder: String, source: TrainingRequest.Source, smallestDeviation: Double, threads: Int, wanted: String?,
    note: (String) -> Void
  ) async throws {
    let names = Precision.allCases.map(\.rawValue)
    if let wanted, !names.contains(wanted) {
      throw InvalidRequest("there is no precision called \(wanted); give one of \(names.joined(separator: ", "))")
    }
    var package = try ModelPackage.load(folder: folder)
    let scorer = EngineScorer(package: package, threads: threads, smallestDeviation: smallestDeviation)
    let set = try Self.validation(source, package, note: note)
    model = package.description.name
    precisions = try await scorer.scores(set, part: "validation")
    // The last is the fastest.
    let fastest = precisions.last { $0.excess <= Self.largestExcess }?.precision
    chosen = wanted ?? fastest ?? Precision.fp32.rawValue
    package.description.precision = Precision(rawValue: chosen)
    for score in precisions where score.precision != Precision.fp32.rawValue {
      package.description.scores["validation.excess_\(score.precision)"] = score.excess
    }
    package.resources[Golden.file] = try ModelExport.json(try Golden(package, digest: ModelExport.sha256))
    try package.writeSealed(to: folder)
  }

  private static func validation(
    _ source: TrainingRequest.Source, _ package: ModelPackage, note: (String) -> Void
  ) throws -> ScoredSet {
    let description = package.description
    let isText = if case .softmax = description.architecture.head { true } else { false }
    switch source {
    case .text(let data):
      guard isText else {
        throw InvalidRequest("\(description.name) is a model of handwriting; give the task and the data of one")
      }
      let corpus = try data.inSymbols(of: description.alphabet).corpus()
      guard !corpus.validation.symbols.isEmpty else {
        throw InvalidRequest("\(corpus.name) has no validation part to choose by")
      }
      return .symbols(corpus.validation.symbols)
    case .ink(let data):
      guard !isText, let normalisation = description.normalisation else {
        throw InvalidRequest("\(description.name) is not a model of handwriting; give the task and the data of a text")
      }
      let corpus = try data.corpus(note: note)
      let lines = InkDataset(
        corpus, alphabet: InkAlphabet(symbols: description.alphabet), normalisation: normalisation
      ).validation
      guard !lines.isEmpty else { throw InvalidRequest("\(data.folder) has no line of testset_v to choose by") }
      return .lines(lines)
    }
  }
}
