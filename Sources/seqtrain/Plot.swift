import ArgumentParser
import Training

struct Plot: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw loss curves, or what a network does.",
    subcommands: [Loss.self, Alignment.self, Density.self, Cells.self, Sheet.self])

  struct Loss: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Loss curves of one or several runs side by side.")

    @Argument(help: "Folders of runs.")
    var runs: [String]

    @Option(name: [.short, .customLong("output")], help: "The picture, .png or .svg, or .csv for the values.")
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

  /// What a network is to write, draw or read, where there may be no text.
  struct RunOptions: ParsableArguments {
    @Option(help: "Folder of the model package.")
    var model = "Models/handwriting"

    @Option(help: "The text to write, or for a model of text to read; none for a model of handwriting prediction.")
    var text: String?

    @Option(help: "Points to draw where there is no text.")
    var steps = 400

    @Option(help: "Seed.")
    var seed: UInt64 = 1

    func validate() throws {
      guard (1...10_000).contains(steps) else { throw ValidationError("--steps \(steps) is outside 1 to 10000") }
    }
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
        try await InkPlots(model: sampling.model).alignment(
          of: sampling.text, seed: seed, bias: sampling.bias, to: output)
        Terminal.output("\(output)\n")
      }
    }
  }

  struct Density: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Where the network expected the pen's next point, with the ink over it (Graves 2013, figure 10).")

    @OptionGroup var drawing: RunOptions

    @Option(help: "Bias of the sampling (eqs 61, 62).")
    var bias = 0.0

    @Option(name: [.short, .customLong("output")], help: "The picture, .png or .svg.")
    var output = "density.png"

    func run() async throws {
      try await reportingErrors {
        try await InkPlots(model: drawing.model).density(
          of: drawing.text, seed: drawing.seed, bias: bias, steps: drawing.steps, to: output)
        Terminal.output("\(output)\n")
      }
    }
  }

  struct Cells: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What chosen cells of a layer did while a text was read, or written by hand.")

    @OptionGroup var drawing: RunOptions

    @Option(help: "Bias of the sampling (eqs 61, 62).")
    var bias = 1.0

    @Option(help: "The layer, from 0.")
    var layer = 0

    @Option(help: "Cells by number, with commas between; the most varied ones when absent.")
    var cells: String?

    @Option(help: "How many of the most varied cells.")
    var count = 16

    @Option(name: [.short, .customLong("output")], help: "The picture, .png or .svg.")
    var output = "cells.png"

    func run() async throws {
      try await reportingErrors {
        guard (1...200).contains(count) else { throw InvalidRequest("--count \(count) is outside 1 to 200") }
        let chosen = try cells?.split(separator: ",").map { part in
          guard let cell = Int(part) else {
            throw InvalidRequest("--cells \(part) is no number; give e.g. --cells 3,14,15")
          }
          return cell
        }
        let trace = try await CellTrace(
          model: drawing.model, text: drawing.text, layer: layer, seed: drawing.seed, bias: bias, steps: drawing.steps)
        try trace.plot(chosen ?? trace.mostVaried(count), to: output)
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
        try await InkPlots(model: sampling.model).sheet(
          of: sampling.text, seeds: (0..<UInt64(count)).map { seed &+ $0 }, bias: sampling.bias, style: style,
          to: output)
        Terminal.output("\(output)\n")
      }
    }
  }
}
