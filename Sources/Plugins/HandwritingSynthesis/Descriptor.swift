import Ink
import PluginAPI

/// What the daemon and the client know of the task.
let synthesisDescriptor = TaskDescriptor(
  name: "handwriting-synthesis",
  summary: "Writes a given text by hand.",
  text: .optional,
  formats: InkDocument.formats + InkDocument.truthFormats,
  parameters: [
    ParameterDescriptor(
      name: "bias", kind: .number,
      help:
        "neatness: 0 writes as the network learned, larger values come nearer to its likeliest letters (default: the "
        + "style's, else 1.5)",
      minimum: 0, maximum: 10),
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
      name: "slant", kind: .number, help: "how far letters lean to the right (default: as the style does)",
      minimum: -30, maximum: 45, unit: "degrees"),
    ParameterDescriptor(
      name: "letter-spacing", kind: .number,
      help: "additional room between letters, in heights of small letters (default: as the style has it)",
      minimum: -0.3, maximum: 2),
    ParameterDescriptor(
      name: "template", kind: .file, help: "letter to fill: a TOML file that says what stands where, and in which hand"
    ),
    ParameterDescriptor(
      name: "field", kind: .fields, help: "what a template's {{NAME}} stands for; columns of --data are such fields"),
    ParameterDescriptor(
      name: "substitute", kind: .boolean,
      help: "write plain equivalents of what is neither known nor drawn: letters with marks that Western Europe lacks",
      defaultValue: .boolean(false)),
    ParameterDescriptor(
      name: "attempts", kind: .integer, help: "how often a piece of text is drawn again until it is complete",
      defaultValue: .integer(4), minimum: 1, maximum: 16),
    ParameterDescriptor(
      name: "proofread", kind: .integer,
      help: "how often a piece of text is drawn again when the model's reader misreads it; 0 does not read",
      defaultValue: .integer(WritingPlan.usualRereadings), minimum: 0, maximum: 15),
  ] + SheetOptions.declared.map(ParameterDescriptor.init),
  score: ScoreDescriptor(text: .optional, input: InkScoring.input, parameters: InkScoring.parameters),
  aliases: ["letter"]
)
