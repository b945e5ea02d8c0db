import ArgumentParser
import FoundationEssentials
import Training

struct Adapt: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Teach a model of handwriting a person's hand, from a few lines of ink.",
    discussion: """
      Leaves some lines out and sees what expects them best: the model as it is, with learned biases, or with all weights \
      learned, each with and without the writer's ink before them. Takes the best with all lines and makes a model \
      package of it. With --measure it does so for writers of IAM-OnDB that the model has not seen, and only measures.
      """)

  @Argument(help: "Files of ink with what they say: InkML, JSON, or SVG of single lines.")
  var ink: [String] = []

  @Option(help: "Folder of the model package to begin from.")
  var model = TrainableTask.handwritingSynthesis.bundledModel

  @Option(help: "Name of the new model and of its style; the folder's name when absent.")
  var name: String?

  @Option(name: [.short, .customLong("output")], help: "Folder of the new package.")
  var output: String?

  @Option(help: "What a file's ink says that does not tell itself; again for the next such file.")
  var text: [String] = []

  @Option(
    help:
      "Updates of each training, whatever time they take; the same number, with as many threads, gives the same weights."
  )
  var updates: Int?

  @Option(help: "Time for all trainings together; less of it gives each fewer updates.")
  var minutes = 10.0

  @Option(help: "Draw the real lines and the model's own under one another: a file that ends in .pdf, .svg or .png.")
  var compare: String?

  @Flag(help: "Measure on writers of IAM-OnDB; needs --data.")
  var measure = false

  @Option(help: "With --measure: folder with the official files of IAM-OnDB.")
  var data: String?

  @Option(help: "With --measure: folder that keeps the parsed data for the next time.")
  var cache = ".cache"

  @Option(help: "With --measure: writers to take.")
  var writers = 6

  @Option(help: "With --measure: lines of each writer to learn from; the others are held out.")
  var lines = 5

  @Option(help: "With --measure: seed that the writers are drawn with.")
  var seed: UInt64 = 1

  @Option(help: "Threads.")
  var threads = 2

  @Flag(name: .shortAndLong, help: "No progress bar.")
  var quiet = false

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard (1...64).contains(threads) else { throw ValidationError("--threads \(threads) is outside 1 to 64") }
    if let updates, !(1...10_000).contains(updates) {
      throw ValidationError("--updates \(updates) is outside 1 to 10000")
    }
    guard (0.1...1440).contains(minutes) else { throw ValidationError("--minutes \(minutes) is outside 0.1 to 1440") }
    guard measure else {
      if data != nil { throw ValidationError("--data is for --measure; to learn a hand give its files of ink") }
      if let compare, ![".pdf", ".svg", ".png"].contains(where: compare.hasSuffix) {
        throw ValidationError("--compare \(compare) ends neither in .pdf nor in .svg nor in .png")
      }
      if output == nil { throw ValidationError("the output is missing: say where with -o FOLDER") }
      return
    }
    guard data != nil, ink.isEmpty, text.isEmpty, output == nil, compare == nil, name == nil else {
      throw ValidationError("--measure takes --data, and neither ink nor a name nor an output")
    }
    guard (1...100).contains(writers), (1...40).contains(lines) else {
      throw ValidationError("--writers is 1 to 100, --lines 1 to 40")
    }
  }

  func run() async throws {
    try await reportingErrors {
      if measure { return try await measured() }
      guard let output else { return }
      let adaptation = Adaptation(
        model: model, files: ink, texts: text,
        name: name ?? output.split(separator: "/").last.map(String.init) ?? "", folder: output, updates: updates,
        minutes: minutes, threads: threads)
      if let compare { try InvalidRequest.checkPicture(compare) }
      let bar = ProgressLine(isQuiet: quiet || json)
      let report = try await InterruptFlag.during {
        try await adaptation.run(
          note: { bar.note($0) }, onProgress: { Self.draw($0, on: bar) }, shouldStop: { InterruptFlag.isRaised })
      }
      bar.clear()
      if json { try Terminal.json(report, isPretty: false) } else { Terminal.output(AdaptationTable(report).text) }
      if let compare { try await adaptation.compare(to: compare) }
    }
  }

  private func measured() async throws {
    let bar = ProgressLine(isQuiet: quiet || json)
    let result = try await AdaptationMeasure(
      model: model, data: HandwritingData(folder: data ?? "", cache: cache), writers: writers, lines: lines,
      updates: updates ?? Adaptation.mostUpdates, seed: seed, threads: threads, note: { bar.note($0) },
      onProgress: { Self.draw($0, on: bar) })
    bar.clear()
    if json { try Terminal.json(result, isPretty: false) } else { Terminal.output(AdaptationTable(result).text) }
  }

  private static func draw(_ progress: Adaptation.Progress, on line: ProgressLine) {
    let share = Double(progress.done) / Double(max(1, progress.planned))
    line.draw("\(progress.what)  \(ProgressLine.bar(share))")
  }
}
