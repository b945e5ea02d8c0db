import Testing

@testable import Training

/// What a trainer keeps to itself: its folder, its buffers, the order of its data, the scale of its derivatives.
@Suite struct TrainerTests {
  @Test func `a run that is resumed takes another seed for its data from nobody`() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/run.ckpt"
    try LearnableInk.trainer().save(to: path, history: [], running: (0, 0), seconds: 0)
    let trainer = LearnableInk.trainer { $0.seed = 9 }
    let refusal = #expect(throws: TrainingError.self) { _ = try trainer.resume(from: path) }
    #expect(refusal.map { "\($0)" }?.contains("--seed 1, by which its data is dealt") == true)
  }

  @Test func `a run that is resumed begins its pieces from zero as often as it is told now`() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/run.ckpt"
    let first = LearnableText.trainer()
    for _ in 0..<4 { _ = try first.update() }
    try first.save(to: path, history: [], running: (0, 0), seconds: 0)
    let losses = try [0, 1].map { pieces in
      let trainer = LearnableText.trainer { $0.resetEvery = pieces }
      _ = try trainer.resume(from: path)
      return try trainer.update().loss
    }
    #expect(losses[0] != losses[1])
    #expect(try losses[0] == first.update().loss)
  }

  @Test func `a folder has one run at a time`() throws {
    let folder = try ScratchFolder()
    do {
      let first = try TrainingRun(trainer: LearnableInk.trainer(), folder: folder.path + "/run")
      withExtendedLifetime(first) {
        let refusal = #expect(throws: InvalidRequest.self) {
          _ = try TrainingRun(trainer: LearnableInk.trainer(), folder: folder.path + "/run")
        }
        #expect(refusal?.description.hasPrefix("another seqtrain trains in ") == true)
      }
    }
    _ = try TrainingRun(trainer: LearnableInk.trainer(), folder: folder.path + "/run")
  }

  @Test func `buffers of lengths that were not used lately are given back`() {
    let trainer = LearnableInk.trainer {
      ($0.steps, $0.rows, $0.workers) = (0, 96, 1)
    }
    weak var first: WorkerSlots?
    weak var second: WorkerSlots?
    do {
      first = trainer.crew(steps: 384)
      second = trainer.crew(steps: 512)
      #expect(trainer.crew(steps: 384) === first)
    }
    _ = trainer.crew(steps: 256)
    #expect(first != nil && second == nil, "1152 steps of 96 rows are too many, and 384 were used after 512")
  }

  @Test func `RMSprop follows the derivative of a sequence, the others that of a unit`() throws {
    let sgd = LearnableInk.trainer { ($0.optimiser, $0.momentum, $0.rate, $0.warmup) = (.sgd, 0, 1, 0) }
    let rmsprop = LearnableInk.trainer { ($0.optimiser, $0.rate, $0.warmup) = (.rmsprop, 1e-4, 0) }
    let start = Array(UnsafeBufferPointer(start: sgd.weights.values, count: sgd.weights.count))
    let units = try sgd.update().units
    _ = try rmsprop.update()
    #expect(units == 60)
    for (index, before) in start.enumerated() {
      let derivative = Double(before - sgd.weights.values[index]) * Double(units) / 6
      let (n, g) = (0.05 * derivative * derivative, 0.05 * derivative)
      let step = -1e-4 * derivative / (n - g * g + 1e-4).squareRoot()
      #expect(abs(Double(rmsprop.weights.values[index] - before) - step) < 1e-6 + 0.01 * abs(step))
    }
  }
}
