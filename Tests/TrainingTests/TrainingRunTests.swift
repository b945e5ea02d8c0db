import FoundationEssentials
import Networks
import Testing

@testable import Training

/// A small task that can be learned at once: strokes to the right whose length follows the letter.
enum LearnableInk {
  static func dataset(lines: Int = 24) -> InkDataset {
    var random = SplitMix64(state: 9)
    func line(_ number: Int) -> InkSequence {
      let text = (0..<(3 + number % 3)).map { _ in Int(random.next() % 5) + 1 }
      let offsets = text.flatMap { symbol in
        (0..<8).flatMap { step -> [Float] in
          let noise = Float(random.next() % 1000) / 10_000
          return [Float(symbol) / 3 + noise, step % 2 == 0 ? 0.5 + noise : -0.5 + noise, step == 7 ? 1 : 0]
        }
      }
      return InkSequence(id: "\(number)", text: text, offsets: offsets)
    }
    return InkDataset(
      training: (0..<lines).map(line), validation: (0..<6).map { line($0 + lines) },
      alphabet: InkAlphabet(of: ["abcde"]),
      normalisation: InkNormalisation(meanX: 0, meanY: 0, deviationX: 1, deviationY: 1))
  }

  static var settings: TrainingSettings {
    var settings = TrainingSettings()
    settings.rows = 3
    settings.workers = 2
    settings.steps = 10
    settings.epochs = 4
    settings.warmup = 5
    settings.rate = 0.01
    settings.precision = .fp32
    settings.averageDecay = 0.9
    return settings
  }

  static func trainer(_ change: (inout TrainingSettings) -> Void = { _ in }) -> Trainer {
    var settings = settings
    change(&settings)
    return Trainer(architecture: architecture, settings: settings, data: .ink(dataset()))
  }

  static let architecture = Architecture(
    input: .ink, layers: [.init(cells: 16, biases: 2), .init(cells: 16, peepholes: true)],
    window: .init(components: 3, symbols: 6), inputSkips: true, outputSkips: true, head: .mixtureDensity(components: 3))
}

@Suite struct TrainingRunTests {
  private func losses(_ trainer: Trainer, _ count: Int) throws -> [Double] {
    try (0..<count).map { _ in try trainer.update().loss }
  }

  @Test(arguments: OptimiserKind.allCases)
  func `the loss falls on a small task`(optimiser: OptimiserKind) throws {
    let trainer = LearnableInk.trainer {
      $0.optimiser = optimiser
      $0.rate = [.adam: 0.01, .rmsprop: 0.001, .sgd: 0.1][optimiser] ?? 0
      $0.epochs = 40
    }
    let before = trainer.validate().natsPerUnit
    _ = try losses(trainer, 150)
    let after = trainer.validate().natsPerUnit
    #expect(before > 2)
    #expect(after < before - 1.5, "\(before) → \(after)")
  }

  @Test(arguments: [10, 0])
  func `a run resumed from a checkpoint has the losses of an uninterrupted one`(steps: Int) throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/run.ckpt"
    let uninterrupted = LearnableInk.trainer { $0.steps = steps }
    let expected = try losses(uninterrupted, 12)

    let first = LearnableInk.trainer { $0.steps = steps }
    let start = try losses(first, 5)
    try first.save(to: path, history: [], running: (1, 2), seconds: 3)
    let second = LearnableInk.trainer { $0.steps = steps }
    let header = try second.resume(from: path)
    #expect(header.updates == 5 && header.runningUnits == 2)
    #expect(start + (try losses(second, 7)) == expected)
    #expect(second.validate() == uninterrupted.validate())
  }

  @Test func `whole lines are each dealt once an epoch`() {
    let lines = LearnableInk.dataset(lines: 23).training
    var batches = LineBatches(seed: 4, size: 6)
    var seen: [Int] = []
    for _ in 0..<4 { seen += batches.next(of: lines) }
    #expect(seen.sorted() == Array(0..<23))
    #expect(batches.next(of: lines) != Array(seen.prefix(6)))
  }

  @Test func `a stream deals every step of every line once an epoch`() {
    let lines = LearnableInk.dataset().training
    var points = 0
    var texts: Set<Int32> = []
    for worker in 0..<2 {
      var stream = InkStream(seed: 3, worker: worker, workers: 2, rows: 3, endless: false)
      let chunk = Chunk(steps: 7, rows: 3)
      while !stream.isExhausted(lines) {
        stream.fill(chunk, from: lines)
        points += chunk.units
        for index in 0..<21 where chunk.mask[index] == 1 { texts.insert(chunk.text[index]) }
      }
    }
    #expect(points == lines.reduce(0) { $0 + $1.count })
    #expect(texts.count == lines.count)
  }

  @Test func `a number that is not finite is named and leaves the weights alone`() throws {
    let trainer = LearnableInk.trainer()
    _ = try losses(trainer, 2)
    let tensor = trainer.weights.pointer("head.bias")
    let kept = tensor[0]
    tensor[0] = .nan
    let before = Array(UnsafeBufferPointer(start: trainer.weights.values, count: trainer.weights.count))
    #expect {
      _ = try trainer.update()
    } throws: { error in
      guard case .notFinite(_, let update) = error as? TrainingError else { return false }
      return update == 3 && "\(error)".contains("--rate")
    }
    let after = Array(UnsafeBufferPointer(start: trainer.weights.values, count: trainer.weights.count))
    #expect(zip(before, after).allSatisfy { $0.bitPattern == $1.bitPattern })
    tensor[0] = kept
    #expect(trainer.weights.firstNonFinite == nil)
  }

  @Test func `a checkpoint that cannot be written leaves the last one whole`() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/run.ckpt"
    let trainer = LearnableInk.trainer()
    try trainer.save(to: path, history: [], running: (0, 0), seconds: 0)
    let whole = try Data(contentsOf: URL(filePath: path))
    // A folder in the way of the temporary file stands for every way in which writing can fail.
    try FileManager.default.createDirectory(atPath: path + ".part", withIntermediateDirectories: true)
    _ = try trainer.update()
    #expect(throws: TrainingError.self) { try trainer.save(to: path, history: [], running: (0, 0), seconds: 0) }
    #expect(try Data(contentsOf: URL(filePath: path)) == whole)
  }

  @Test func `a damaged checkpoint is refused with its name`() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/run.ckpt"
    let trainer = LearnableInk.trainer()
    try trainer.save(to: path, history: [], running: (0, 0), seconds: 0)
    let whole = try Data(contentsOf: URL(filePath: path))
    for length in [0, 5, 20, 100, whole.count / 2, whole.count - 1] {
      try whole.prefix(length).write(to: URL(filePath: path))
      #expect { try trainer.resume(from: path) } throws: { "\($0)".contains(path) }
    }
    var flipped = whole
    flipped[8 + 3] = 0xFF
    try flipped.write(to: URL(filePath: path))
    #expect(throws: TrainingError.self) { try trainer.resume(from: path) }
  }

  @Test func `a checkpoint of another network or other data is refused`() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/run.ckpt"
    try LearnableInk.trainer().save(to: path, history: [], running: (0, 0), seconds: 0)
    var other = LearnableInk.architecture
    other.layers[0].cells = 8
    let network = Trainer(architecture: other, settings: LearnableInk.settings, data: .ink(LearnableInk.dataset()))
    #expect { try network.resume(from: path) } throws: { "\($0)".contains("architecture") }
    let data = Trainer(
      architecture: LearnableInk.architecture, settings: LearnableInk.settings,
      data: .ink(LearnableInk.dataset(lines: 9)))
    #expect { try data.resume(from: path) } throws: { "\($0)".contains("--data") }
    var changed = LearnableInk.dataset()
    changed.validation[0].offsets[0] += 0.25
    let moved = Trainer(
      architecture: LearnableInk.architecture, settings: LearnableInk.settings, data: .ink(changed))
    #expect { try moved.resume(from: path) } throws: { "\($0)".contains("they were others; give the same --data") }
    let rows = LearnableInk.trainer { $0.rows = 4 }
    #expect { try rows.resume(from: path) } throws: { "\($0)".contains("--rows") }
  }

  @Test func `a run logs every update and epoch, draws its curves and keeps the best weights`() throws {
    let folder = try ScratchFolder()
    let trainer = LearnableInk.trainer { $0.epochs = 3 }
    let run = try TrainingRun(trainer: trainer, folder: folder.path + "/run")
    var epochs: [EpochRecord] = []
    let outcome = try run.run(
      shouldStop: { false }, onProgress: { _ in }, onEpoch: { record, _ in epochs.append(record) })
    #expect(outcome == .finished)
    #expect(epochs.count == 3)
    let history = try RunHistory(folder: folder.path + "/run")
    #expect(history.updates.count == trainer.plannedUpdates)
    #expect(history.epochs.map(\.validation) == epochs.map(\.validation.natsPerUnit))
    let png = try Data(contentsOf: URL(filePath: folder.path + "/run/loss.png"))
    #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    #expect(try String(contentsOfFile: folder.path + "/run/loss.svg", encoding: .utf8).contains("<svg"))
    #expect(try Trainer.weights(of: run.bestPath).0.updates == run.best?.updates)
  }

  @Test func `a run asked to stop saves its state and goes on later as if it had not stopped`() throws {
    let folder = try ScratchFolder()
    let whole = LearnableInk.trainer { $0.epochs = 2 }
    _ = try TrainingRun(trainer: whole, folder: folder.path + "/whole")
      .run(shouldStop: { false }, onProgress: { _ in }, onEpoch: { _, _ in })

    let stopped = LearnableInk.trainer { $0.epochs = 2 }
    let outcome = try TrainingRun(trainer: stopped, folder: folder.path + "/parts")
      .run(shouldStop: { stopped.updates == 4 }, onProgress: { _ in }, onEpoch: { _, _ in })
    #expect(outcome == .interrupted)
    let again = LearnableInk.trainer { $0.epochs = 2 }
    let continued = try TrainingRun(trainer: again, folder: folder.path + "/parts")
    try continued.resume()
    _ = try continued.run(shouldStop: { false }, onProgress: { _ in }, onEpoch: { _, _ in })
    let expected = try RunHistory(folder: folder.path + "/whole")
    let found = try RunHistory(folder: folder.path + "/parts")
    #expect(found.updates.map(\.loss) == expected.updates.map(\.loss))
    #expect(found.epochs.map(\.validation) == expected.epochs.map(\.validation))
  }

  @Test func `a run ends when validation no longer improves`() throws {
    let folder = try ScratchFolder()
    // A rate this high makes the network worse after its first steps.
    let trainer = LearnableInk.trainer {
      $0.epochs = 200
      $0.rate = 0.3
      $0.schedule = .constant
      $0.warmup = 0
      $0.averageDecay = 0
    }
    let run = try TrainingRun(trainer: trainer, folder: folder.path, patience: 2)
    let outcome = try run.run(shouldStop: { false }, onProgress: { _ in }, onEpoch: { _, _ in })
    let best = try #require(run.best)
    #expect(outcome == .stoppedEarly)
    #expect(run.history.count == best.epoch + 2)
    #expect(run.history.count < 200)
  }
}
