import Wire

/// A submission that scores, made from the options of a command line.
struct ScoreRequest {
  let submit: Request.Submit
  /// For each item what stands in its row: the text, or the file's name.
  let labels: [String]

  /// - Parameters:
  ///   - task: as requests to score see it.
  ///   - input: the parameter that a file's content goes into; nil where the text is what is scored.
  /// - Throws: a failure with status `invalid` that says which option or line is wrong, and how.
  init(_ options: OptionTable.Parsed, task: TaskInfo, input: String?) throws(Failure) {
    if let word = options.positional.dropFirst().first {
      throw Failure(
        .invalid, "the argument '\(Terminal.plain(word))' is unexpected",
        advice: input == nil ? "give the text with --text" : "give the file with --input", code: "usage")
    }
    let items: [(item: Request.Submit.Item, label: String)]
    if let input {
      items = try Self.files(options, task: task, input: input)
    } else {
      items = try Self.texts(options, task: task)
    }
    for (number, item) in items.enumerated() where input == nil && item.item.text?.isEmpty ?? true {
      let which = items.count > 1 ? " of item \(number)" : ""
      throw Failure(
        .invalid, "the text\(which) is empty", advice: "give at least one character to score", code: "invalid-request")
    }
    labels = items.map(\.label)
    submit = Request.Submit(
      task: task.name, operation: .score, model: options.last("model"), items: items.map(\.item),
      parameters: try JobRequest.parameters(options, task.parameters.filter { $0.name != input }),
      priority: try JobRequest.integer(options, "priority") ?? 0, label: options.last("label") ?? "",
      key: options.last("key") ?? JobRequest.freshKey())
  }

  /// With a key that was used before, the daemon answers with the job of that time, whatever is asked for now.
  func check(_ job: (info: JobInfo, items: [ItemInfo])) throws(Failure) {
    let texts = submit.items.map { ($0.text ?? "").unicodeScalars }
    guard job.info.operation == .score, job.info.task == submit.task, job.items.count == texts.count,
      zip(job.items, texts).allSatisfy({ item, text in
        item.textLength == text.count && item.text.unicodeScalars.elementsEqual(text.prefix(ItemInfo.excerptLength))
      })
    else {
      throw Failure(
        .invalid,
        "--key \(Terminal.plain(submit.key ?? "")) is that of job \(job.info.job), which is about something else",
        advice: "give another key, or see 'seqctl show \(job.info.job)'", code: "usage")
    }
  }

  private static func texts(
    _ options: OptionTable.Parsed, task: TaskInfo
  ) throws(Failure) -> [(Request.Submit.Item, String)] {
    var items = options.values["text", default: []].map { (Request.Submit.Item(text: $0), $0) }
    for path in options.values["input", default: []] {
      if options.has("whole") {
        items.append((Request.Submit.Item(text: try FileInput.text(at: path)), path))
      } else {
        items += try ItemReader(task: task).items(at: path).map { ($0, $0.text ?? "") }
      }
    }
    guard !items.isEmpty else { throw missing("the text is missing", "give --text or --input") }
    return items
  }

  private static func files(
    _ options: OptionTable.Parsed, task: TaskInfo, input: String
  ) throws(Failure) -> [(Request.Submit.Item, String)] {
    let texts = options.values["text", default: []]
    let paths = options.values["input", default: []]
    guard !paths.isEmpty else { throw missing("what is to be scored is missing", "give a file with --input") }
    guard texts.isEmpty || task.text != .none else {
      throw Failure(.invalid, "\(task.name) takes no text", advice: "leave it out", code: "invalid-request")
    }
    guard texts.isEmpty || texts.count == paths.count else {
      throw Failure(
        .invalid, "there are \(texts.count) texts for \(paths.count) files",
        advice: "give --text as often as --input, in the same order", code: "usage")
    }
    guard !options.has("whole") else {
      throw Failure(
        .invalid, "--whole is for tasks that score texts", advice: "leave it out: a file of ink is always one item",
        code: "usage")
    }
    var items: [(Request.Submit.Item, String)] = []
    for (number, path) in paths.enumerated() {
      if path.hasSuffix(".csv") || path.hasSuffix(".jsonl") {
        guard texts.isEmpty else {
          throw Failure(
            .invalid, "\(path) has texts of its own", advice: "leave --text out, or put it into the column text",
            code: "usage")
        }
        items += try ItemReader(task: task).items(at: path).enumerated().map { row, item in
          (item, item.text ?? "\(path), item \(row)")
        }
      } else {
        let content = WireValue.string(try FileInput.text(at: path))
        items.append((.init(text: texts.isEmpty ? nil : texts[number], parameters: [input: content]), path))
      }
    }
    return items
  }

  private static func missing(_ message: String, _ advice: String) -> Failure {
    Failure(.invalid, message, advice: advice, code: "usage")
  }
}
