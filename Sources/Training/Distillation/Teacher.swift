import Networks

/// A model of text from whose distributions another one learns.
///
/// It is one of the same symbols, or one of words that teaches characters: what it says of the next word becomes what it
/// says of the next character, by the words that begin as the text does.
struct Teacher {
  /// Bytes that all distributions may take.
  private static let mostMemory = 8 << 30

  private let path: String
  private let model: ScoredModel

  /// - Throws: `InvalidRequest`, `ModelPackageError` or `TrainingError` when there is no model of text.
  init(path: String) throws {
    self.path = path
    model = try ScoredModel(path: path)
    guard case .softmax(_) = model.architecture.head else {
      throw InvalidRequest("--teacher \(path) is not a model of text; give one")
    }
  }

  private var name: String { "\(model.name) (\(model.weightsDigest))" }

  /// Has the teacher write text of its own, and read all there is to learn from.
  /// - Parameters:
  ///   - corpus: the text in the student's symbols; gets what the teacher writes at the end of its training part, and
  ///     what the teacher says of that whole.
  ///   - data: where it is from.
  ///   - share: how much the teacher writes, by the length of the training part.
  ///   - onProgress: what the teacher does, the symbols of its own that are done, and how many there are.
  /// - Throws: `InvalidRequest` when the teacher's symbols do not go with the student's.
  func teach(
    _ corpus: inout TextCorpus, of data: TextData, share: Double = 0, seed: UInt64 = 0,
    precision: TrainingSettings.Precision, workers: Int, onProgress: (TeachingProgress) -> Void
  ) async throws {
    try checkMemory(corpus, share)
    let language = try Language(of: self, corpus, data)
    var text = language.text
    if share > 0 {
      let written = try await Composer(model, threads: workers).compose(
        Int(Double(text.count) * share), seed: seed, lineEnd: language.lineEnd
      ) { onProgress(TeachingProgress(.writing, $0, of: $1)) }
      text += written.filter { language.spelling?.canSpell($0) ?? true }
      let known = corpus.training.symbols.count
      corpus.training.symbols = language.spelling?.spell(text) ?? text
      corpus.composed = corpus.training.symbols.count - known
    }
    let targets = SoftTargets(
      teacher: name, count: corpus.training.symbols.count, symbols: corpus.alphabet.count)
    let reader = DistributionReader(model, precision: precision, workers: workers)
    func read(_ body: (Int, UnsafeBufferPointer<Float>) -> Void) {
      reader.read(text, onProgress: { onProgress(TeachingProgress(.reading, $0, of: $1)) }, body: body)
    }
    if let spelling = language.spelling {
      let lesson = SpelledLesson(spelling, words: text, targets: targets)
      read { place, exponentials in lesson.add(exponentials, at: place) }
      lesson.finish()
    } else {
      read { place, exponentials in
        let sum = exponentials.reduce(0) { $0 + Double($1) }
        for (symbol, value) in exponentials.enumerated() {
          targets.put(Double(value) / sum, place: place, symbol: Int32(symbol))
        }
      }
    }
    corpus.softTargets = targets
  }

  private func checkMemory(_ corpus: TextCorpus, _ share: Double) throws {
    let count = Int(Double(corpus.training.symbols.count) * (1 + share))
    let size = count * corpus.alphabet.count * MemoryLayout<UInt16>.stride
    guard size <= Self.mostMemory else {
      throw InvalidRequest(
        "the distributions of --teacher over \(corpus.alphabet.count) symbols for \(count) places would take "
          + "\(size >> 30) GiB, and \(Self.mostMemory >> 30) are the most; a teacher is for text by character or byte")
    }
  }

  /// The training text as the teacher reads it.
  private struct Language {
    /// In the teacher's symbols.
    var text: [Int32]
    /// How they are spelled in the student's; nil where these are the same.
    var spelling: Spelling?
    /// The symbol that ends a line, in the teacher's.
    var lineEnd: Int32?

    init(of teacher: Teacher, _ corpus: TextCorpus, _ data: TextData) throws {
      text = corpus.training.symbols
      let (model, path) = (teacher.model, teacher.path)
      if model.alphabet == corpus.alphabet {
        lineEnd = model.alphabet.indexByName[corpus.unit == .word ? TextCorpus.endOfLine : "\n"]
        return
      }
      guard corpus.unit == .character, let spelling = Spelling(words: model.alphabet, characters: corpus.alphabet)
      else {
        throw InvalidRequest(
          "--teacher \(path) has other symbols than the student; a teacher has the same, or words where the student has "
            + "characters")
      }
      var source = data
      (source.unit, source.alphabet) = (.word, model.alphabet)
      let words = try source.corpus().training.symbols
      // A text that was cut within a line has no end there, though its words have.
      let spelled = spelling.spell(words)
      guard spelled.starts(with: text), spelled.count <= text.count + 1 else {
        throw InvalidRequest(
          "the words that --teacher \(path) knows do not spell the training text; give a teacher that was made for it")
      }
      (text, self.spelling, lineEnd) = (words, spelling, spelling.endOfLine)
    }
  }
}

/// How far a teacher is before the lesson begins.
public struct TeachingProgress: Sendable, Equatable {
  public enum Stage: Sendable { case writing, reading }
  public var stage: Stage
  /// Symbols of the teacher's that are done.
  public var done: Int
  public var count: Int

  init(_ stage: Stage, _ done: Int, of count: Int) {
    self.stage = stage
    self.done = done
    self.count = count
  }
}

/// Reads a text with a model and hands out what it expects at every place.
private struct DistributionReader {
  private let crew: WorkerSlots

  init(_ model: ScoredModel, precision: TrainingSettings.Precision, workers: Int) {
    var settings = TrainingSettings()
    settings.precision = precision
    (settings.rows, settings.steps) = (8, 50)
    crew = WorkerSlots(
      (0..<workers).map { [settings] _ in NetworkPass(model.architecture, settings, learns: false) })
    for pass in crew.passes { pass.load(model.parameters) }
  }

  /// - Parameter body: takes a place and the exponentials of the outputs there, which are no probabilities until they
  ///   are divided by their sum. It is called once for each place, side by side for different ones.
  func read(
    _ text: [Int32], onProgress: (Int, Int) -> Void, body: (Int, UnsafeBufferPointer<Float>) -> Void
  ) {
    for pass in crew.passes { pass.forget() }
    let texts = TextTable([])
    var tracks = TextTracks(count: text.count, tracks: crew.passes.count * crew.passes[0].shape.rows)
    var read = 0
    while !tracks.isExhausted {
      tracks.fill(crew.chunks, from: text)
      crew.each { worker in
        let (pass, chunk) = (crew.passes[worker], crew.chunks[worker])
        _ = pass.run(chunk, texts: texts, learn: false)
        for row in 0..<pass.shape.all where chunk.mask[row] != 0 {
          body(Int(chunk.places[row]), UnsafeBufferPointer(start: pass.y.row(row), count: pass.y.columns))
        }
      }
      read += crew.chunks.reduce(0) { $0 + $1.units }
      onProgress(read, text.count)
    }
  }
}
