import FoundationEssentials
import Ink
import Networks

/// What the ways of taking on a hand are worth: tried on writers of testset_v, which no bundled model has learned from.
public struct AdaptationMeasure: Codable, Sendable {
  public struct Writer: Codable, Sendable {
    public var form: String
    public var comparison: HandComparison
  }

  public var writers: [Writer] = []
  /// Of all writers together.
  public var comparison = HandComparison()
  public var linesLearned: Int
  /// Of all writers.
  public var linesHeldOut = 0
  /// Of all trainings, the scores between them included.
  public var secondsPerUpdate = 0.0

  /// - Parameters:
  ///   - count: how many forms; each is a writer's.
  ///   - lines: how many lines of each are learned from, the first ones.
  /// - Throws: `InvalidRequest`, `InkDataError` or `TrainingError`.
  public init(
    model: String, data: HandwritingData, writers count: Int, lines: Int, updates: Int, seed: UInt64, threads: Int,
    note: (String) -> Void, onProgress: (Adaptation.Progress) -> Void
  ) async throws {
    linesLearned = lines
    let base = try ScoredModel(path: model)
    let trainer = try HandTrainer(base, threads: threads)
    guard let normalisation = base.normalisation, let package = base.package else {
      throw InvalidRequest("\(model) is not a model package of handwriting; give one, e.g. Models/handwriting")
    }
    let cut = WordCut(package: package)
    let known = Set(base.alphabet.dropFirst())
    var forms: [String: [(text: String, drawing: InkDrawing, place: String)]] = [:]
    for line in try data.corpus(note: { _ in }).validation where line.text.allSatisfy({ known.contains(String($0)) }) {
      let drawing = InkDrawing(
        line.strokes.map { Stroke($0.map { Point(x: Double($0.x), y: Double($0.y)) }) })
      forms[String(line.id.dropLast(3)), default: []].append((line.text, drawing, line.id))
    }
    // Held out is at least half as much as is learned.
    let usable = forms.filter { $0.value.count >= lines + (lines + 1) / 2 }.keys.sorted()
    guard usable.count >= count else {
      throw InvalidRequest("only \(usable.count) forms have lines enough; ask for fewer --writers or --lines")
    }
    var generator = SplitMix64(state: seed)
    let chosen = usable.shuffled(using: &generator).prefix(count)
    let total = 2 * updates * count
    var done = 0
    let start = Date()
    for form in chosen {
      let all = try WriterLine.lines(forms[form] ?? [], scale: OffsetScale(normalisation))
      let learned = Array(all.prefix(lines))
      var leads: [WriterLine?] = []
      for line in learned { leads.append(try await cut.beginning(of: line)) }
      let lead = Adaptation.longest(leads)
      let heldOut = Array(all.dropFirst(lines))
      linesHeldOut += heldOut.count
      var own = HandComparison()
      try own.add(
        learned: learned, lead: lead, heldOut: heldOut, updates: updates, with: trainer, start: base.parameters
      ) {
        done += 1
        onProgress(Adaptation.Progress(what: form, done: done, planned: total))
      }
      writers.append(Writer(form: form, comparison: own))
      comparison.merge(own)
      if let best = own.best {
        note(
          "\(form): \(own.rows[0].unprimed.natsPerPoint) → \(best.row.method.words), \(best.row.updates) updates, "
            + "\((best.primed ? best.row.primed : best.row.unprimed).natsPerPoint)")
      }
    }
    secondsPerUpdate = Date().timeIntervalSince(start) / Double(max(1, total))
  }
}

extension HandComparison {
  /// Adds the figures of another writer.
  mutating func merge(_ other: HandComparison) {
    for row in other.rows {
      guard let index = rows.firstIndex(where: { $0.method == row.method && $0.updates == row.updates }) else {
        rows.append(row)
        continue
      }
      rows[index].unprimed += row.unprimed
      rows[index].primed += row.primed
    }
  }
}
