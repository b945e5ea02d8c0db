import FoundationEssentials
import Networks

/// What `seqtrain adapt` asks for: a model package that writes in the hand of some ink.
public struct Adaptation: Sendable {
  /// Folder of the package to begin from.
  public var model: String
  public var files: [String]
  /// What the files say that do not tell themselves.
  public var texts: [String]
  /// Name of the new model and of its style.
  public var name: String
  /// Folder of the new package.
  public var folder: String
  /// Updates of each training; nil for as many as `minutes` allow, `mostUpdates` at most.
  public var updates: Int?
  public var minutes: Double
  public var threads: Int

  public static let mostUpdates = 24
  /// Divisions into learned and held-out lines at most; fewer lines are left out one by one.
  static let mostFolds = 3

  public init(
    model: String, files: [String], texts: [String], name: String, folder: String, updates: Int?, minutes: Double,
    threads: Int
  ) {
    self.model = model
    self.files = files
    self.texts = texts
    self.name = name
    self.folder = folder
    self.updates = updates
    self.minutes = minutes
    self.threads = threads
  }

  /// A run was asked to stop; nothing was written.
  public struct Stopped: Error, CustomStringConvertible {
    public var description: String { "stopped; nothing was written" }
  }

  /// How far a run is.
  public struct Progress: Sendable {
    public var what: String
    public var done: Int
    public var planned: Int
  }

  /// Compares the ways, takes the best with all lines, and writes the package.
  /// - Throws: `InvalidRequest`, `TrainingError`, `ModelPackageError` or `Stopped`, each one sentence.
  public func run(
    note: (String) -> Void, onProgress: (Progress) -> Void, shouldStop: () -> Bool
  ) async throws -> AdaptationReport {
    try check()
    let base = try ScoredModel(path: model)
    guard let package = base.package, let normalisation = base.normalisation else {
      throw InvalidRequest("\(model) is not a model package of handwriting; give one, e.g. Models/handwriting")
    }
    let trainer = try HandTrainer(base, threads: threads)
    let ink = try WriterInk(files: files, texts: texts, alphabet: base.alphabet, normalisation: normalisation)
    let cut = WordCut(package: package)
    var leads: [WriterLine?] = []
    for line in ink.lines { leads.append(try await cut.beginning(of: line)) }
    let folds = try await Self.folds(ink.lines, leads, cut)

    let planned = try plan(folds, base, trainer, note: note)
    let total = planned * (2 * folds.count + 1)
    var done = 0
    func step(_ what: String) throws {
      if shouldStop() { throw Stopped() }
      done += 1
      onProgress(Progress(what: what, done: done, planned: total))
    }
    var comparison = HandComparison()
    for fold in folds {
      try comparison.add(
        learned: fold.learned, lead: fold.lead, heldOut: fold.heldOut, updates: planned, with: trainer,
        start: base.parameters, onUpdate: { try step("comparing") })
    }
    guard let (best, primed) = comparison.best else { throw InvalidRequest("there is no ink to compare by") }
    let weights = FlatParameters(base.architecture)
    weights.copy(from: base.parameters)
    let lead = Self.longest(leads)
    if best.method != .none {
      try trainer.learn(ink.lines, method: best.method, updates: best.updates) { _, learned in
        weights.copy(from: learned)
        try step("learning")
      }
    }
    onProgress(Progress(what: "writing", done: total, planned: total))
    let style = lead.map { trainer.style($0, name: name) }
    return try await write(
      package, weights, style, isDefault: primed, comparison, best, lines: ink.lines,
      sequences: trainer.sequences(ink.lines))
  }

  private func check() throws {
    guard !files.isEmpty else {
      throw InvalidRequest("there is no ink to learn from; give files of InkML, JSON or SVG")
    }
    if let defect = ModelDescription.nameDefect(name) { throw InvalidRequest(defect) }
    guard name != "none" else { throw InvalidRequest("a hand cannot be called 'none', which means no style") }
    try InvalidRequest.checkTarget(folder)
  }

  struct Fold {
    var learned: [WriterLine]
    var lead: WriterLine?
    var heldOut: [WriterLine]
  }

  /// Divisions of the lines: a single line is cut in two between words.
  private static func folds(_ lines: [WriterLine], _ leads: [WriterLine?], _ cut: WordCut) async throws -> [Fold] {
    guard lines.count == 1 else {
      let count = min(lines.count, mostFolds)
      return (0..<count).map { fold in
        let learned = lines.indices.filter { $0 % count != fold }
        return Fold(
          learned: learned.map { lines[$0] }, lead: longest(learned.map { leads[$0] }),
          heldOut: lines.indices.filter { $0 % count == fold }.map { lines[$0] })
      }
    }
    guard let (first, second) = try await cut.halves(of: lines[0]) else {
      throw InvalidRequest(
        "\(lines[0].place) is one line that no pen lift between words divides, so nothing can be held out; give two "
          + "lines or more")
    }
    var folds: [Fold] = []
    for (learned, heldOut) in [(first, second), (second, first)] {
      folds.append(Fold(learned: [learned], lead: try await cut.beginning(of: learned), heldOut: [heldOut]))
    }
    return folds
  }

  /// The lead with the longest text, the first of equal ones.
  static func longest(_ leads: [WriterLine?]) -> WriterLine? {
    leads.compactMap { $0 }.reduce(nil) { best, lead in (best?.text.count ?? 0) < lead.text.count ? lead : best }
  }

  /// How many updates each training gets.
  private func plan(
    _ folds: [Fold], _ base: ScoredModel, _ trainer: HandTrainer, note: (String) -> Void
  ) throws -> Int {
    if let updates { return updates }
    guard let largest = folds.max(by: { $0.learned.count < $1.learned.count }) else { return Self.mostUpdates }
    // The first update makes the buffers; the second tells.
    var times: [Date] = [Date()]
    try trainer.learn(largest.learned, method: .weights, updates: 3) { _, _ in times.append(Date()) }
    let seconds = (times[3].timeIntervalSince(times[1])) / 2
    // Scoring at the marks costs about as much again as a few updates.
    let possible = Int(60 * minutes / (seconds * Double(2 * folds.count + 1) * 1.3))
    let planned = max(4, min(Self.mostUpdates, possible))
    if planned < Self.mostUpdates {
      note("in \(minutes) minutes each training has \(planned) updates; --minutes gives it more, --updates a number")
    }
    return planned
  }
}
