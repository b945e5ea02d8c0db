import ArgumentParser
import Training

struct Train: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a network; Ctrl-C stops after the current update with everything saved.",
    discussion: """
      The run's folder holds checkpoint.ckpt (to go on from), best.ckpt (the best validation), updates.csv, \
      epochs.csv and the loss curves loss.png and loss.svg. The same command with `--resume` goes on with exactly the \
      losses that an uninterrupted run would have had.
      """)

  @Argument(help: "The task: \(TrainableTask.allCases.map(\.rawValue).joined(separator: ", ")).")
  var task: TrainableTask

  @OptionGroup var data: DataOptions

  @Option(help: "Network and settings by name: ours, seed or graves; every option below overrides a part of it.")
  var recipe = "ours"

  @Option(help: "The network: a preset ('seqtrain summary TASK' lists them) or a model.json; the recipe's when absent.")
  var network: String?

  @Option(help: "Symbols of the alphabet: all, or a number; rare ones beyond it become one symbol. All when absent.")
  var symbols: String?

  @Option(name: [.short, .customLong("output")], help: "Folder of the run; Runs/TASK when absent.")
  var output: String?

  @Flag(help: "Go on from the folder's checkpoint, with its settings but for what is given.")
  var resume = false

  @Option(help: "Start from the averaged weights of another run's checkpoint, or from a model package.")
  var from: String?

  @Option(
    help:
      "Text by character or byte: a model whose distributions are learned from beside the text; one of the same symbols, or of the text's words."
  )
  var teacher: String?

  @Option(
    help:
      "Handwriting synthesis: deal lines again whose characters occur fewer than N times in an epoch, each up to six times."
  )
  var balance: Int?

  @OptionGroup var plan: PlanOptions

  @Flag(help: "Print one JSON object an epoch instead of text.")
  var json = false

  func validate() throws {
    if let balance, !(1...100_000).contains(balance) {
      throw ValidationError("--balance \(balance) is outside 1 to 100,000")
    }
    if plan.teacherWeight != nil && teacher == nil {
      throw ValidationError("--teacher-weight is for learning from a model: name it with --teacher")
    }
    if plan.teacherText != nil && teacher == nil {
      throw ValidationError("--teacher-text is for learning from a model: name it with --teacher")
    }
  }

  func run() async throws {
    try await reportingErrors {
      let recipe = try Recipe(recipe, for: task)
      let folder = output ?? "Runs/\(task.rawValue)"
      let kept = resume ? try TrainingRun.settings(in: folder) : nil
      var source = try data.source(task)
      if let balance {
        guard case .ink(var ink) = source else { throw InvalidRequest("--balance is for handwriting, not for text") }
        ink.balance = balance
        source = .ink(ink)
      }
      var request = TrainingRequest(
        task: task, source: source, network: network, usualNetwork: recipe.network, symbols: symbols, folder: folder,
        resume: resume, from: from, settings: try plan.settings(over: kept ?? recipe.settings))
      request.fitsRows = plan.rows == nil && kept == nil
      request.teacher = teacher
      let console = TrainingConsole(json: json, task: task)
      let run = try await request.prepare(note: console.note, onTeaching: console.teach)
      let outcome = try InterruptFlag.during {
        try run.run(shouldStop: { InterruptFlag.isRaised }, onProgress: console.show, onEpoch: console.epoch)
      }
      console.finish(outcome, run)
      if outcome == .interrupted { throw ExitCode(130) }
    }
  }
}
