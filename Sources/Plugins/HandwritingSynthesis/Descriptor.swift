import Ink
import PluginAPI

/// What the daemon and the client know of the task.
let synthesisDescriptor = TaskDescriptor(
  name: "handwriting-synthesis",
  summary: "Writes a given text by hand.",
  text: .required,
  formats: InkDocument.formats + InkDocument.truthFormats,
  parameters: [
    ParameterDescriptor(
      name: "bias", kind: .number,
      help: "neatness: 0 writes as the network learned, larger values come nearer to its likeliest letters",
      defaultValue: .number(1.5), minimum: 0, maximum: 10),
    ParameterDescriptor(
      name: "style", kind: .string,
      help: "hand to write in, one of the model's styles, or none for a hand drawn from the seed (default: the model's)"
    ),
    ParameterDescriptor(
      name: "prime", kind: .file,
      help:
        "ink to continue the hand of, instead of a style, with its text: json or inkml as this task writes them, or svg"
    ),
    ParameterDescriptor(
      name: "substitute", kind: .boolean,
      help: "write plain equivalents of characters the model does not know: curly quotes, dashes, accents, ligatures",
      defaultValue: .boolean(false)),
    ParameterDescriptor(
      name: "attempts", kind: .integer, help: "how often a piece of text is drawn again until it is complete",
      defaultValue: .integer(4), minimum: 1, maximum: 16),
  ] + SheetOptions.declared.map(ParameterDescriptor.init),
  score: ScoreDescriptor(text: .optional, input: InkScoring.input, parameters: InkScoring.parameters)
)
