import Wire

/// The options of `submit` and `write`: the client's own and, once the daemon named them, those of the task.
enum JobOptions {
  static let help = OptionTable.Option(name: "help", short: "h", value: nil, help: "Show this help.")

  /// Those of every command that makes a job.
  static let common: [OptionTable.Option] = [
    .init(name: "text", value: "TEXT", help: "The text of one item; may be given again for further items."),
    .init(
      name: "input", value: "FILE",
      help: "Items from a file, one on each line; with .csv or .jsonl a column or key per parameter; - reads lines."),
    .init(
      name: "data", value: "FILE", help: "As --input, for the rows that fill a template: a column for each {{name}}."),
    .init(name: "count", value: "N", help: "Make each item N times, each time with another seed."),
    .init(name: "model", value: "NAME", help: "The model; see 'seqctl model list'."),
    .init(name: "seed", value: "N", help: "Same seed, same bytes; the daemon chooses one where none is given."),
    .init(name: "format", value: "NAME", help: "Format of the result; else the suffix of the output says it."),
    .init(
      name: "output", short: "o", value: "PATH",
      help: "Wait, then store the result: one item as this file, several in a folder PATH/; - for standard output."),
    .init(name: "merge", value: nil, help: "With --output FILE.pdf: all results as one PDF, in their order."),
    .init(
      name: "dataset", value: "DIR",
      help: "Wait, then store pictures with what they say and where: DIR/images/, DIR/labels.csv, DIR/labels.jsonl."),
    .init(name: "priority", value: "N", help: "-100 to 100; larger runs earlier."),
    .init(name: "hold", value: nil, help: "Start nothing until 'seqctl release'."),
    .init(
      name: "deadline", value: "WHEN",
      help: "Give up what has not ended by then: +90m, +2h, +3d, or a local time such as 2026-11-26 08:00."),
    .init(name: "after", value: "JOB", help: "Begin once that job is done; cancelled if it ends otherwise."),
    .init(name: "no-receipt", value: nil, help: "Results say neither their text nor how to make them again."),
    .init(name: "label", value: "LABEL", help: "What the job is for, for lists."),
    .init(name: "key", value: "KEY", help: "Handing in the same key again gives the first job, not a second one."),
    .init(name: "wait", value: nil, help: "Wait until the job has ended."),
    .init(name: "preview", value: nil, help: "While waiting: what is being made, above the progress bar."),
    .init(
      name: "graphics", value: "KIND",
      help: "What --preview draws with: auto, kitty, sixel or braille; auto asks the terminal."),
    .init(name: "quiet", short: "q", value: nil, help: "No progress bar."),
    .init(name: "json", value: nil, help: "Answer in JSON."),
    .init(name: "socket", value: "PATH", help: "The daemon's socket, or tcp://HOST:PORT."),
    .init(name: "key-file", value: "FILE", help: "In the network: file of your keys."),
    .init(name: "server-key", value: "KEY", help: "In the network: the daemon's public key."),
    help,
  ]

  /// Those of `score`.
  static let scoring: [OptionTable.Option] =
    [
      .init(name: "text", value: "TEXT", help: "A text to score, or what the ink says; may be given again."),
      .init(
        name: "input", value: "FILE",
        help: "Texts from a file, one on each line, or a file of ink; .csv and .jsonl have a column or key per "
          + "parameter; - is standard input. May be given again."),
      .init(name: "whole", value: nil, help: "Each file is one text, line breaks included."),
      .init(name: "keep", value: nil, help: "Leave the job with the daemon; else it is removed."),
    ]
    + common.filter {
      [
        "model", "priority", "label", "key", "quiet", "json", "socket", "key-file", "server-key", "help",
      ].contains($0.name)
    }

  /// The options of `score` and those of a task that scores; the input has an option of its own.
  static func scoringTable(for task: TaskInfo, input: String?) -> OptionTable {
    OptionTable(scoring + task.parameters.filter { $0.name != input }.map(option))
  }

  /// The client's options and those of a task, which the daemon keeps apart (`ReservedNames`).
  static func table(for task: TaskInfo) -> OptionTable {
    OptionTable(common + task.parameters.map(option))
  }

  private static func option(_ parameter: ParameterInfo) -> OptionTable.Option {
    let value: String? =
      switch parameter.kind {
      case .string: "TEXT"
      case .integer, .number: "N"
      case .file: "FILE"
      case .fields: "NAME=TEXT"
      case .boolean: nil
      }
    return OptionTable.Option(
      name: parameter.name, value: value, help: parameter.help, isNegatable: parameter.kind == .boolean)
  }
}

extension DaemonAddress {
  init(_ options: OptionTable.Parsed) {
    self.init(
      socket: options.last("socket"), keyFile: options.last("key-file"), serverKey: options.last("server-key"))
  }
}
