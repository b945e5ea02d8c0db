import CTraining
import FoundationEssentials
import Glibc
import Networks
import Testing

@testable import Training

/// Learning from what another model expects (Hinton, Vinyals and Dean 2015).
@Suite struct DistillationTests {
  @Test func `soft targets take their share of each target`() {
    let symbols = 4
    let probabilities: [[Double]] = [[0.1, 0.2, 0.3, 0.4], [0.25, 0.25, 0.25, 0.25], [0.7, 0.1, 0.1, 0.1]]
    let logits: [Float] = probabilities.flatMap { $0.map { Float(log($0)) } }
    let targets: [Int32] = [2, 0, 1]
    let places: [Int32] = [1, 0, 2]
    // Place 0 has nothing to say; the others count by their proportions.
    let soft: [UInt16] = [0, 0, 0, 0, 100, 300, 0, 0, 65_535, 0, 0, 0]
    let mask: [UInt8] = [1, 1, 0]
    var dy = logits
    var (loss, errors) = (0.0, Int64(0))
    let bias = [Float](repeating: 0, count: symbols)
    ct_softmax_loss(3, Int32(symbols), &dy, bias, targets, mask, 1, 1e9, &loss, &errors)
    ct_soften(3, Int32(symbols), &dy, targets, mask, soft, places, 0.75)
    let expected: [Double] =
      [0.1 - 0.75 * 0.25, 0.2 - 0.75 * 0.75, 0.3 - 0.25, 0.4] + [0.25 - 1, 0.25, 0.25, 0.25] + [0, 0, 0, 0]
    for (value, expected) in zip(dy, expected) { #expect(abs(Double(value) - expected) < 1e-6) }
    #expect(abs(loss + log(0.3) + log(0.25)) < 1e-6, "the loss stays that of the text's own symbols")
  }

  /// The corpus with a teacher that always expects the letter after the next, whatever the text has.
  private static func taught(_ corpus: TextCorpus) -> TextCorpus {
    var corpus = corpus
    let targets = SoftTargets(teacher: "strange", count: corpus.training.symbols.count, symbols: 9)
    for (place, symbol) in corpus.training.symbols.enumerated() {
      targets.put(1, place: place, symbol: (symbol + 2) % 9)
    }
    corpus.softTargets = targets
    return corpus
  }

  private func trainer(_ corpus: TextCorpus, _ weight: Double) -> Trainer {
    var settings = LearnableText.trainer().settings
    settings.teacherWeight = weight
    return Trainer(architecture: LearnableText.architecture, settings: settings, data: .text(corpus))
  }

  @Test func `a student believes its teacher as far as it is told to`() throws {
    let corpus = Self.taught(LearnableText.corpus)
    let losses = try [0, 0.5, 1].map { weight in
      let trainer = trainer(corpus, weight)
      for _ in 0..<trainer.plannedUpdates { _ = try trainer.update() }
      return trainer.validate().natsPerUnit
    }
    let untaught = LearnableText.trainer()
    for _ in 0..<untaught.plannedUpdates { _ = try untaught.update() }
    #expect(losses[0] == untaught.validate().natsPerUnit)
    #expect(losses[0] < 0.8 && losses[1] > losses[0] + 0.3 && losses[2] > losses[1] + 1, "\(losses)")
  }

  @Test func `a taught run resumes with the same losses, and not with another teacher`() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/a.ckpt"
    let corpus = Self.taught(LearnableText.corpus)
    func losses(_ trainer: Trainer, _ count: Int) throws -> [Double] {
      try (0..<count).map { _ in try trainer.update().loss }
    }
    let expected = try losses(trainer(corpus, 0.9), 9)
    let first = trainer(corpus, 0.9)
    let start = try losses(first, 4)
    try first.save(to: path, history: [], running: (0, 0), seconds: 0)
    let second = trainer(corpus, 0.9)
    _ = try second.resume(from: path)
    #expect(start + (try losses(second, 5)) == expected)
    let error = #expect(throws: TrainingError.self) {
      _ = try trainer(LearnableText.corpus, 0.9).resume(from: path)
    }
    #expect("\(try #require(error))".contains("it had strange for a teacher"))
  }

  /// A checkpoint of a network that has learned the letters in order.
  private func learned(_ folder: borrowing ScratchFolder) throws -> (path: String, trainer: Trainer) {
    let trainer = LearnableText.trainer()
    for _ in 0..<trainer.plannedUpdates { _ = try trainer.update() }
    try trainer.save(to: folder.path + "/t.ckpt", history: [], running: (0, 0), seconds: 0)
    return (folder.path + "/t.ckpt", trainer)
  }

  private static let data = TextData(source: .file, path: "unused", unit: .character)

  @Test func `a teacher of the same symbols says what it expects`() async throws {
    let folder = try ScratchFolder()
    let (path, trainer) = try learned(folder)
    var corpus = LearnableText.corpus
    let text = corpus.training.symbols
    var last: TeachingProgress?
    try await Teacher(path: path).teach(
      &corpus, of: Self.data, precision: .fp32, workers: 2, onProgress: { last = $0 })
    #expect(last == TeachingProgress(.reading, text.count, of: text.count))
    #expect(corpus.training.symbols == text && corpus.composed == 0)
    let (taught, bits) = try #require(corpus.softTargets).score(text[...])
    #expect(taught == text.count)
    let own = SequenceScorer(architecture: trainer.architecture, settings: trainer.settings)
      .score(.symbols(text), trainer.average).natsPerUnit
    #expect(abs(bits * log(2) - own) < 0.002 * own, "\(bits * log(2)) nats told, \(own) scored")

    var words = corpus
    words.alphabet = (0..<10_000).map { "\($0)" }
    words.training.symbols = [Int32](repeating: 0, count: 300_000)
    let error = try await #require(throws: InvalidRequest.self) {
      try await Teacher(path: path).teach(
        &words, of: Self.data, share: 1, precision: .fp32, workers: 2, onProgress: { _ in })
    }
    #expect("\(error)".contains("would take 11 GiB, and 8 are the most"))
  }

  @Test func `what a teacher writes follows what there was, and is what it expects`() async throws {
    let folder = try ScratchFolder()
    let (path, _) = try learned(folder)
    let known = LearnableText.corpus.training.symbols
    func taught(_ seed: UInt64) async throws -> TextCorpus {
      var corpus = LearnableText.corpus
      try await Teacher(path: path).teach(
        &corpus, of: Self.data, share: 1.5, seed: seed, precision: .fp32, workers: 2, onProgress: { _ in })
      return corpus
    }
    let corpus = try await taught(3)
    let text = corpus.training.symbols
    #expect(corpus.composed == Int(1.5 * Double(known.count)) && text.count == known.count + corpus.composed)
    #expect(Array(text[..<known.count]) == known)
    #expect(TrainingData.text(corpus).facts.composed == corpus.composed)
    let written = text[known.count...]
    #expect(try await taught(3).training.symbols == text)
    #expect(try await taught(4).training.symbols != text)
    // Letters in order with a blank after three to five of them, as in the text that the teacher learned from.
    let inOrder = zip(written, written.dropFirst()).count { $0 == 8 || $1 == 8 || $1 == $0 + 1 }
    #expect(Double(inOrder) > 0.9 * Double(written.count))
    // It needs as many bits for its own text as its distributions have entropy, but for chance.
    let targets = try #require(corpus.softTargets)
    var entropy = 0.0
    for place in written.indices {
      for symbol in 0..<Int32(9) {
        let probability = targets.probability(place: place, symbol: symbol)
        if probability > 0 { entropy -= probability * log2(probability) }
      }
    }
    let (own, mean) = (targets.score(written).bits, entropy / Double(written.count))
    #expect(abs(own - mean) < 0.05 * mean, "\(own) of \(mean) bits")
  }

  @Test func `pieces of text end with whole lines`() async throws {
    let folder = try ScratchFolder()
    let composer = try Composer(try ScoredModel(path: try learned(folder).path), threads: 2)
    let count = 2 * Composer.piece + 500
    let whole = try await composer.compose(count, seed: 7, lineEnd: nil, onProgress: { _, _ in })
    #expect(whole.count == count)
    let cut = try await composer.compose(count, seed: 7, lineEnd: 8, onProgress: { _, _ in })
    var expected: [Int32] = []
    for start in stride(from: 0, to: count, by: Composer.piece) {
      let piece = whole[start..<min(count, start + Composer.piece)]
      expected += piece[...(try #require(piece.lastIndex(of: 8)))]
    }
    #expect(cut == expected && cut.count < count)
  }

  @Test func `what is no probability is not put`() {
    let targets = SoftTargets(teacher: "t", count: 1, symbols: 4)
    for (symbol, value) in [Double.nan, -1e-12, 1 + 1e-12, 0.5].enumerated() {
      targets.put(value, place: 0, symbol: Int32(symbol))
    }
    targets.put(1, place: 1, symbol: 0)
    let told = (0..<4).map { targets.probability(place: 0, symbol: $0) }
    #expect(told[0] == 0 && told[1] == 0 && told[2] == 1 && abs(told[3] - 0.5) < 1e-4)
  }
}

/// What a teacher of words says of characters.
@Suite struct SpellingTests {
  private static let words = ["the", "<eos>", "a", "an", "and", "ant", "then", "t", "<unk>", "can't"]
  private static let characters = [" ", "\n"] + "aceht<>unkd'".map { String($0) }
  private static let text: [Int32] = [0, 2, 5, 1, 1, 8, 6, 1, 4, 9, 7, 0, 3, 1]

  private func spelled(_ text: [Int32]) -> String {
    text.map { Self.characters[Int($0)] }.joined()
  }

  @Test func `words are spelled with blanks between and lines' ends after them`() throws {
    let spelling = try #require(Spelling(words: Self.words, characters: Self.characters))
    #expect(spelled(spelling.spell(Self.text)) == "the a ant\n\n<unk> then\nand can't t the an\n")
  }

  @Test func `what are no words and characters of lines is no spelling`() {
    #expect(Spelling(words: ["a", "b"], characters: Self.characters) == nil, "without an end of line")
    #expect(Spelling(words: Self.words, characters: ["a", "\n"]) == nil, "without a blank")
  }

  /// Sums over the words that begin as the text does, straight from the definition.
  private func defined(_ expected: [[Double]], place target: Int) -> [String: Double] {
    // Characters of the text with, for each, its word's place and what of the word stands before it.
    var here = 0
    for (number, word) in Self.text.enumerated() {
      let beginsLine = number == 0 || Self.text[number - 1] == 1
      let name = word == 1 ? "" : Self.words[Int(word)]
      if word == 1 && !beginsLine { continue }
      for known in 0...name.count {
        if here == target {
          return distribution(expected, number, String(name.prefix(known)), beginsLine: beginsLine)
        }
        here += 1
      }
    }
    return [:]
  }

  private func distribution(
    _ expected: [[Double]], _ number: Int, _ prefix: String, beginsLine: Bool
  ) -> [String: Double] {
    var masses: [String: Double] = [:]
    for (word, name) in Self.words.enumerated() where name != "<eos>" && name.hasPrefix(prefix) {
      if name.count > prefix.count {
        masses[String(Array(name)[prefix.count]), default: 0] += expected[number][word]
      } else {
        let next = expected[number + 1]
        let isHere = word == Int(Self.text[number])
        // Three of ten words end their line; of these ten the teacher says what follows.
        let ends = isHere ? next[1] / next.reduce(0, +) : 0.3
        masses[" "] = expected[number][word] * (1 - ends)
        masses["\n"] = expected[number][word] * ends
      }
    }
    if prefix.isEmpty && beginsLine { masses["\n"] = expected[number][1] }
    let sum = masses.values.reduce(0, +)
    return masses.mapValues { $0 / sum }
  }

  @Test func `the next character is as probable as the words that begin so`() throws {
    let spelling = try #require(Spelling(words: Self.words, characters: Self.characters))
    let characters = spelling.spell(Self.text)
    let targets = SoftTargets(teacher: "t", count: characters.count, symbols: Self.characters.count)
    let lesson = SpelledLesson(spelling, words: Self.text, targets: targets)
    var random = SplitMix64(state: 3)
    let expected = Self.text.map { _ in Self.words.map { _ in Double(1 + random.next() % 1000) } }
    for number in Self.text.indices.reversed() {
      expected[number].map { Float($0) }.withUnsafeBufferPointer { lesson.add($0, at: number) }
    }
    lesson.finish()
    for place in characters.indices {
      let defined = defined(expected, place: place)
      #expect(!defined.isEmpty)
      for (symbol, name) in Self.characters.enumerated() {
        let told = targets.probability(place: place, symbol: Int32(symbol))
        #expect(abs(told - (defined[name] ?? 0)) < 2e-5, "place \(place), '\(name)'")
      }
    }
  }

  @Test func `where rounding has eaten all words that begin so, nothing is said`() throws {
    let spelling = try #require(Spelling(words: Self.words, characters: Self.characters))
    let targets = SoftTargets(teacher: "t", count: 4, symbols: Self.characters.count)
    let lesson = SpelledLesson(spelling, words: [5, 1], targets: targets)
    var expected = [Float](repeating: 1, count: Self.words.count)
    for word in [3, 4, 5] { expected[word] = 1e-30 }
    expected.withUnsafeBufferPointer { lesson.add($0, at: 0) }
    lesson.finish()
    let said = (0..<4).map { place in
      Self.characters.indices.contains { targets.probability(place: place, symbol: Int32($0)) > 0 }
    }
    #expect(said == [true, true, false, false])
  }
}
