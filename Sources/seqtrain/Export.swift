public import ArgumentParser
public import Networks
import Training

extension WeightsType: @retroactive ExpressibleByArgument {}

struct Export: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a model package of a run's averaged weights.",
    discussion: "Styles are drawn by the network itself: --style NAME=SEED, the first is the default.")

  @Argument(help: "A checkpoint, as a rule the best.ckpt of a run.")
  var checkpoint: String

  @Option(name: [.short, .customLong("output")], help: "Folder of the package.")
  var output: String

  @Option(help: "The task; told from the network when absent.")
  var task: TrainableTask?

  @Option(help: "Name of the model; the folder's name when absent.")
  var name: String?

  @Option(help: "One sentence for lists.")
  var summary = "A recurrent network."

  @Option(help: "How the weights stand on disk, F32 or BF16, which takes half the room.")
  var type = WeightsType.fp32

  @Option(help: "Where and how the weights were trained, for the card.")
  var machine = "Trained on a CPU"

  @Option(help: "A style, NAME=SEED; may be repeated.")
  var style: [String] = []

  @Option(help: "Text that styles are drawn with.")
  var styleText = "the quick brown fox"

  @Option(help: "Bias that styles are drawn with.")
  var styleBias = 1.0

  @Option(help: "Handwriting: file with the reader that proofreads what the model writes.")
  var reader: String?

  func run() async throws {
    try await reportingErrors {
      var styles: [ModelExport.StyleRequest] = []
      for entry in style {
        let parts = entry.split(separator: "=")
        guard parts.count == 2, let seed = UInt64(parts[1]) else {
          throw InvalidRequest("--style \(entry) is not of the form NAME=SEED, e.g. --style plain=3")
        }
        guard parts[0] != "none", !styles.contains(where: { $0.name == parts[0] }) else {
          throw InvalidRequest(
            "--style \(entry): " + (parts[0] == "none" ? "'none' means no style" : "there is another of this name")
              + "; give it another name")
        }
        styles.append(ModelExport.StyleRequest(name: String(parts[0]), seed: seed, text: styleText))
      }
      try await ModelExport(
        checkpoint: checkpoint, task: task,
        name: name ?? output.split(separator: "/").last.map(String.init) ?? "model", summary: summary,
        weightsType: type, folder: output, machine: machine, styles: styles, styleBias: styleBias, reader: reader
      ).run()
      Terminal.output("\(output)\n")
    }
  }
}
