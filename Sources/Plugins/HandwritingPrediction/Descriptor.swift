import Ink
import PluginAPI

/// What the daemon and the client know of the task.
let predictionDescriptor = TaskDescriptor(
  name: "handwriting-prediction",
  summary: "Draws handwriting as it would go on, without a text.",
  text: .none,
  formats: InkDocument.formats,
  parameters: [
    ParameterDescriptor(
      name: "length", kind: .integer, help: "points to draw; a letter has about 25", defaultValue: .integer(700),
      minimum: 10, maximum: 20_000, unit: "points"),
    ParameterDescriptor(
      name: "bias", kind: .number,
      help: "neatness: 0 draws as the network learned, larger values come nearer to its likeliest strokes",
      defaultValue: .number(0.5), minimum: 0, maximum: 10),
    ParameterDescriptor(
      name: "prime", kind: .file,
      help:
        "ink to go on from, which the result begins with: json or inkml as this task writes them, or svg; of several "
        + "lines, the first"),
  ] + SheetOptions.declared.map(ParameterDescriptor.init),
  score: ScoreDescriptor(text: .none, input: InkScoring.input, parameters: InkScoring.parameters)
)
