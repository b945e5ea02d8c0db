import ArgumentParser
import Training

struct Plot: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw loss curves, the window's alignment, or a sheet of samples.",
    subcommands: [Loss.self, Alignment.self, Sheet.self])

  struct Loss: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Loss curves of one or several runs side by side.")

    @Argument(help: "Folders of runs.")
    var runs: [String]

    @Option(name: [.short, .customLong("output")], help: "The picture, .png or .svg.")
    var output = "loss.png"

    func run() throws {
      try reportingErrors {
        try LossCurves(try runs.map { try RunHistory(folder: $0) }).write(to: output)
        Terminal.output("\(output)\n")
      }
    }
  }

  struct SamplingOptions: ParsableArguments {
    @Option(help: "Folder of the model package.")
    var model = "Models/handwriting"

    @Option(help: "The text to write.")
    var text: String

    @Option(help: "Bias of the sampling (eqs 61, 62).")
    var bias = 1.0
  }

  struct Alignment: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Where the attention window stood at each step (Graves 2013, figure 13).")

    @OptionGroup var sampling: SamplingOptions

    @Option(help: "Seed.")
    var seed: UInt64 = 1

    @Option(name: [.short, .customLong("output")], help: "The picture, .png or .svg.")
    var output = "alignment.png"

    func run() async throws {
      try await reportingErrors {
        try await SynthesisPlots(model: sampling.model).alignment(
          of: sampling.text, seed: seed, bias: sampling.bias, to: output)
        Terminal.output("\(output)\n")
      }
    }
  }

  struct Sheet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The same text with several seeds, one line each, as the network draws it.")

    @OptionGroup var sampling: SamplingOptions

    @Option(help: "First seed.")
    var seed: UInt64 = 1

    @Option(help: "How many lines.")
    var count = 8

    @Option(help: "A style of the model to continue; none when absent.")
    var style: String?

    @Option(name: [.short, .customLong("output")], help: "The picture, .png or .svg.")
    var output = "sheet.png"

    func run() async throws {
      try await reportingErrors {
        guard (1...200).contains(count) else { throw InvalidRequest("--count \(count) is outside 1 to 200") }
        try await SynthesisPlots(model: sampling.model).sheet(
          of: sampling.text, seeds: (0..<UInt64(count)).map { seed &+ $0 }, bias: sampling.bias, style: style,
          to: output)
        Terminal.output("\(output)\n")
      }
    }
  }
}
