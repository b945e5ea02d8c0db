import ArgumentParser
import Training

struct Evaluate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure a model.",
    discussion: """
      Text: bits per character and byte, perplexity, next-symbol error, on validation and test part, static and with \
      --dynamic. Handwriting: log-loss per line and SSE on testset_v; for synthesis whether it writes what it was given.
      """)

  @Argument(help: "The task: \(TrainableTask.allCases.map(\.rawValue).joined(separator: ", ")).")
  var task: TrainableTask

  @Option(
    help: "Folder of the model package, or a run's checkpoint (.ckpt); the bundled model of the task when absent.")
  var model: String?

  @OptionGroup var data: DataOptions

  @Option(help: "Handwriting: sentences of the validation set to write for legibility; 0 for none.")
  var sentences = 200

  @Option(
    help:
      "Handwriting synthesis: measure instead how well each character is read back, written so many times; 0 for not."
  )
  var characters = 0

  @Option(help: "Handwriting: bias of the sampling (eqs 61, 62).")
  var bias = 1.5

  @Option(help: "Handwriting: floor on σ, in normalised units.")
  var smallestDeviation = TrainingSettings().smallestDeviation

  @Option(help: "Text: the parts to score, validation or test; both when absent.")
  var part: [String] = []

  @Flag(help: "Text: score with the weights adapted while reading as well.")
  var dynamic = false

  @Option(
    help: """
      Text: what an adapting step is made of: rms, each derivative by its usual size on training text, with a pull back \
      to the trained weights, or sgd, the sum of a piece's derivatives.
      """)
  var dynamicRule = DynamicScorer.Plan().rule

  @Option(
    help: """
      Text: how far a weight goes in a step whose derivative has its usual size; with sgd how far along the sum of a \
      piece's derivatives.
      """)
  var dynamicRate = DynamicScorer.Plan().rate

  @Option(help: "Text: with sgd, momentum of the adapting steps.")
  var dynamicMomentum = DynamicScorer.Plan().momentum

  @Option(help: "Text: symbols between two adapting steps.")
  var dynamicSteps = DynamicScorer.Plan().steps

  @Option(help: "Text: limit of the norm of a piece's derivatives; 0 for none.")
  var dynamicClip = DynamicScorer.Plan().normClip

  @Option(help: "Text: with rms, share of the way back to the trained weights that each step goes.")
  var dynamicDecay = DynamicScorer.Plan().decay

  @Option(help: "Text: with rms, what is added to each usual size, as a share of their mean.")
  var dynamicDamping = DynamicScorer.Plan().damping

  @Flag(help: "Score with the generation engine as well, in each precision, to see what less than fp32 loses.")
  var engine = false

  @Option(help: "Text: precision of the products: bf16, faster with --dynamic, or fp32.")
  var precision = TrainingSettings.Precision.fp32

  @Option(help: "Threads.")
  var threads = 2

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if let wrong = part.first(where: { $0 != "validation" && $0 != "test" }) {
      throw ValidationError("--part \(wrong) is neither validation nor test")
    }
    guard (0...1000).contains(characters) else {
      throw ValidationError("--characters \(characters) is outside 0 to 1000")
    }
    guard (1...64).contains(threads) else { throw ValidationError("--threads \(threads) is outside 1 to 64") }
    guard (1...4096).contains(dynamicSteps), (0...10).contains(dynamicRate), (0...0.9999).contains(dynamicMomentum)
    else {
      throw ValidationError("--dynamic-steps is 1 to 4096, --dynamic-rate 0 to 10, --dynamic-momentum 0 to 0.9999")
    }
    guard (0...1).contains(dynamicDecay), (0.0001...100).contains(dynamicDamping) else {
      throw ValidationError("--dynamic-decay is 0 to 1, --dynamic-damping 0.0001 to 100")
    }
    try checkFloor(smallestDeviation)
    guard (0...100).contains(bias) else { throw ValidationError("--bias \(bias) is outside 0 to 100") }
  }

  func run() async throws {
    try await reportingErrors {
      let line = ProgressLine()
      if task.isText {
        let result = try await text(line)
        line.clear()
        try report(result) { EvaluationTable($0) }
      } else if characters > 0 {
        let result = try await characterLegibility(line)
        line.clear()
        try report(result) { EvaluationTable($0) }
      } else {
        let result = try await InkEvaluation(
          path: model ?? task.bundledModel,
          data: data.ink, sentences: sentences, bias: bias, smallestDeviation: smallestDeviation, withEngine: engine,
          threads: threads, note: { line.note($0) })
        try report(result) { EvaluationTable($0) }
      }
    }
  }

  private func text(_ line: ProgressLine) async throws -> TextEvaluation {
    var plan = DynamicScorer.Plan()
    (plan.rate, plan.momentum, plan.steps) = (dynamicRate, dynamicMomentum, dynamicSteps)
    (plan.rule, plan.normClip, plan.decay, plan.damping) = (dynamicRule, dynamicClip, dynamicDecay, dynamicDamping)
    return try await TextEvaluation(
      path: model ?? task.bundledModel, data: try data.text(task),
      parts: part.isEmpty ? ["validation", "test"] : part, plan: dynamic ? plan : nil, withEngine: engine,
      precision: precision, threads: threads, note: { line.note($0) },
      onProgress: { work, read, count in
        line.draw("\(work)  \(ProgressLine.bar(Double(read) / Double(max(1, count))))")
      })
  }

  private func characterLegibility(_ line: ProgressLine) async throws -> CharacterLegibility {
    try await CharacterLegibility(
      path: model ?? task.bundledModel, data: data.ink, count: characters, bias: bias,
      smallestDeviation: smallestDeviation, threads: threads, note: { line.note($0) },
      onProgress: { done, count in line.draw("\(done) of \(count) characters") })
  }

  private func report<Result: Encodable>(_ result: Result, _ table: (Result) -> EvaluationTable) throws {
    if json { try Terminal.json(result) } else { Terminal.output(table(result).text) }
  }
}
