import Glibc
import Wire

/// A submission made from the options of a command line, checked as far as the client can.
struct JobRequest {
  let submit: Request.Submit
  /// Where the results go; nil leaves them with the daemon.
  let place: OutputPlace?
  /// Whether they become one file there.
  let isMerged: Bool
  /// Where each row stands in the files of the input, in their order; nil for those of the command line.
  private let rows: [String?]

  /// - Parameter takesText: whether one positional argument is the text; else it is the task.
  /// - Throws: a failure with status `invalid` that says which option or line is wrong, and how.
  init(_ options: OptionTable.Parsed, task: TaskInfo, takesText: Bool) throws(Failure) {
    let sourced = try Self.items(options, task: task, takesText: takesText)
    let items = sourced.map(\.item)
    let count = try Self.integer(options, "count") ?? 1
    guard (1...Bounds.items).contains(count) else {
      throw Failure(.invalid, "--count is \(count), but must be from 1 to \(Bounds.items)")
    }
    let (total, overflow) = items.count.multipliedReportingOverflow(by: count)
    rows = sourced.map(\.source)
    let isMerged = options.has("merge")
    place = try options.last("output").map { path throws(Failure) in
      try OutputPlace(path, items: isMerged ? 1 : overflow ? Int.max : total)
    }
    var format = try Self.format(options, place, task)
    if isMerged {
      try ResultCollection.checkMerging(into: place, format: format)
      format = ResultCollection.mergedFormat
    }
    self.isMerged = isMerged
    submit = Request.Submit(
      task: task.name, model: options.last("model"), items: items, count: count,
      parameters: try Self.parameters(options, task.parameters), seed: try Self.seed(options),
      format: format, priority: try Self.integer(options, "priority") ?? 0,
      label: options.last("label") ?? "", key: options.last("key") ?? Self.freshKey(), hold: options.has("hold"),
      deadline: try options.last("deadline").map { text throws(Failure) in try Moment.seconds(text) },
      after: options.last("after"), receipt: !options.has("no-receipt"))
  }

  /// The task's parameters that stand on the command line.
  static func parameters(
    _ options: OptionTable.Parsed, _ parameters: [ParameterInfo]
  ) throws(Failure) -> [String: WireValue] {
    var values: [String: WireValue] = [:]
    for parameter in parameters {
      if parameter.kind == .fields {
        guard let texts = options.values[parameter.name] else { continue }
        values[parameter.name] = .string(Fields.json(try Fields.read(texts, of: parameter.name)))
      } else if let text = options.last(parameter.name) {
        values[parameter.name] = try ParameterText.argument(text, of: parameter)
      }
    }
    return values
  }

  private static func items(
    _ options: OptionTable.Parsed, task: TaskInfo, takesText: Bool
  ) throws(Failure) -> [(item: Request.Submit.Item, source: String?)] {
    var texts = options.values["text", default: []]
    let extra = options.positional.dropFirst(takesText ? 0 : 1)
    if takesText, let text = extra.first {
      guard extra.count == 1 else {
        throw Failure(
          .invalid, "there are \(extra.count) texts: '\(Terminal.plain(extra[extra.startIndex]))' and others",
          advice: "put the whole text in quotes", code: "usage")
      }
      texts.append(text == "-" ? try FileInput.trimmedText(at: "-") : text)
    } else if let word = extra.first {
      throw Failure(
        .invalid, "the argument '\(Terminal.plain(word))' is unexpected", advice: "give the text with --text",
        code: "usage")
    }
    var items: [(item: Request.Submit.Item, source: String?)] = texts.map { (.init(text: $0), nil) }
    let hasTemplate = task.parameters.contains { $0.kind == .fields } && options.values["template"] != nil
    let reader = ItemReader(task: task, takesFields: hasTemplate)
    for path in options.values["input", default: []] + options.values["data", default: []] {
      let name = path == "-" ? "standard input" : path
      items += try reader.sourcedItems(at: path).map { ($0.item, "\(name), line \($0.line)") }
    }
    if items.isEmpty {
      guard task.text != .required, !takesText else {
        throw Failure(
          .invalid, "the text is missing", advice: takesText ? "write it in quotes" : "give --text or --input",
          code: "usage")
      }
      items = [(.init(text: nil), nil)]
    }
    try merge(options, task, into: &items)
    for (number, (item, _)) in items.enumerated() {
      let isEmpty = item.text?.allSatisfy(\.isWhitespace) ?? true
      guard task.text != .required || !isEmpty else {
        let which = items.count > 1 ? " of item \(number)" : ""
        throw Failure(
          .invalid, "the text\(which) is empty", advice: "give at least one character to write",
          code: "invalid-request")
      }
      guard task.text != .none || item.text == nil else {
        throw Failure(.invalid, "\(task.name) takes no text", advice: "leave it out", code: "invalid-request")
      }
    }
    return items
  }

  /// Gives each row the fields of the command line as well, since a row's parameters stand for the job's.
  private static func merge(
    _ options: OptionTable.Parsed, _ task: TaskInfo, into items: inout [(item: Request.Submit.Item, source: String?)]
  ) throws(Failure) {
    guard let parameter = task.parameters.first(where: { $0.kind == .fields }),
      let texts = options.values[parameter.name]
    else { return }
    let common = try Fields.read(texts, of: parameter.name)
    for index in items.indices where items[index].item.parameters[parameter.name] != nil {
      items[index].item.parameters[parameter.name] = Fields.merged(
        items[index].item.parameters[parameter.name], over: common)
    }
  }

  private static func format(
    _ options: OptionTable.Parsed, _ place: OutputPlace?, _ task: TaskInfo
  ) throws(Failure) -> String? {
    if let format = options.last("format") { return format }
    // A format's name may have a dot of its own.
    if let format = place?.format(among: task.formats) { return format }
    guard let suffix = place?.suffix else { return nil }
    throw Failure(
      .invalid, "\(task.name) makes no '\(Terminal.plain(suffix))'",
      advice: "it makes \(task.formats.joined(separator: ", ")); end the name with one of them or give --format",
      code: "invalid-request")
  }

  static func integer(_ options: OptionTable.Parsed, _ name: String) throws(Failure) -> Int? {
    guard let text = options.last(name) else { return nil }
    guard let number = Int(text) else {
      throw Failure(.invalid, "--\(name) is '\(Terminal.plain(text))', but must be a whole number", code: "usage")
    }
    return number
  }

  private static func seed(_ options: OptionTable.Parsed) throws(Failure) -> UInt64? {
    guard let text = options.last("seed") else { return nil }
    guard let seed = UInt64(text) else {
      throw Failure(
        .invalid, "--seed is '\(Terminal.plain(text))', but must be a whole number from 0 to \(UInt64.max)",
        code: "usage")
    }
    return seed
  }

  /// Makes a submission that is sent twice, because the daemon restarted in between, one job.
  static func freshKey() -> String {
    var random = SystemRandomNumberGenerator()
    return String(random.next(), radix: 36) + String(random.next(), radix: 36)
  }
}

extension JobRequest {
  /// Where an item of the job stands in the input; nil where that is the command line.
  func source(ofItem number: Int) -> String? {
    rows.indices.contains(number / submit.count) ? rows[number / submit.count] : nil
  }

  /// Hands in a submission made of this request.
  /// - Throws: the daemon's refusal, which names the line of the row that it is about.
  func submitted(
    _ submit: Request.Submit, over connection: inout Connection
  ) throws(Failure) -> Reply.Submitted {
    let answer: Codec.Answer
    do throws(Failure) {
      answer = try connection.ask(.submit(submit))
    } catch {
      throw located(error)
    }
    guard case .submitted(let job) = answer.reply else { throw Connection.unexpected(answer.reply) }
    try Self.check(job, answers: submit)
    return job
  }

  /// With a key that was used before, the daemon answers with the job of that time, whatever is asked for now.
  static func check(_ job: Reply.Submitted, answers submit: Request.Submit) throws(Failure) {
    let items = submit.items.count * submit.count
    guard job.items == items, submit.format == nil || submit.format == job.format,
      submit.seed == nil || submit.seed == job.seed
    else {
      throw Failure(
        .invalid,
        "--key \(Terminal.plain(submit.key ?? "")) is that of job \(job.job), which has \(job.items) "
          + "item\(job.items == 1 ? "" : "s") as \(job.format) with seed \(job.seed)",
        advice: "give another key, or fetch the results of that job", code: "usage")
    }
  }

  /// A refusal that names an item, with the line on which that stands instead.
  func located(_ failure: Failure) -> Failure {
    let prefix = "item "
    guard failure.message.hasPrefix(prefix), let colon = failure.message.firstIndex(of: ":"),
      let number = Int(failure.message[..<colon].dropFirst(prefix.count)), rows.indices.contains(number),
      let source = rows[number]
    else { return failure }
    var located = failure
    located.message = Terminal.plain(source) + failure.message[colon...]
    return located
  }
}

extension Request.Submit {
  /// Compares the request with what the daemon is configured to take, so that it need not be sent to be refused.
  func check(against limits: Reply.Limits) throws(Failure) {
    let (total, overflow) = items.count.multipliedReportingOverflow(by: count)
    guard !overflow, total <= limits.itemsPerJob else {
      throw Failure(
        .invalid, "the job has \(overflow ? "too many" : "\(total)") items, but the daemon takes \(limits.itemsPerJob)",
        advice: "divide it into several jobs", code: "too-large")
    }
    for (number, item) in items.enumerated() {
      let length = item.text?.unicodeScalars.count ?? 0
      guard length <= limits.textLength else {
        let which = items.count > 1 ? " of item \(number)" : ""
        throw Failure(
          .invalid, "the text\(which) has \(length) characters, but the daemon takes \(limits.textLength)",
          advice: "divide it into several items", code: "too-large")
      }
    }
  }
}
