import Wire

/// Makes a dataset: hands in the same items twice, for pictures and for labels, with one seed and one model, and stores
/// both.
struct DatasetJob {
  /// What the pictures and their labels are, of the formats that a task declares.
  static let picture = "png"
  static let labels = "page.xml"

  /// What was stored; also the answer for machines.
  struct Outcome: Encodable {
    var id: String
    var labels: String
    var seed: UInt64
    var folder: String
    /// Pictures with labels.
    var stored = 0
    var problems: [ResultCollection.Outcome.Problem] = []
    var remarks: [ResultCollection.Outcome.Remark] = []

    /// Done when every picture has its labels.
    var status: CommandStatus {
      guard let problem = problems.first(where: { $0.state == .failed }) ?? problems.first else { return .done }
      return problem.state == .cancelled ? .cancelled : .failed
    }
  }

  let request: Request.Submit
  let folder: DatasetFolder

  /// - Throws: a failure with status `invalid` where the task makes no labelled pictures, or the options contradict.
  init?(_ options: OptionTable.Parsed, _ request: Request.Submit, task: TaskInfo) throws(Failure) {
    guard let path = options.last("dataset") else { return nil }
    guard [Self.picture, Self.labels].allSatisfy(task.formats.contains) else {
      throw Failure(
        .invalid, "\(task.name) makes no labelled pictures", advice: "leave --dataset out", code: "invalid-request")
    }
    guard options.last("output") == nil else {
      throw Failure(.invalid, "both --dataset and --output are given", advice: "leave one of them out", code: "usage")
    }
    guard request.format == nil || request.format == Self.picture else {
      throw Failure(
        .invalid, "a dataset has pictures as png, not \(Terminal.plain(request.format ?? ""))",
        advice: "leave --format out", code: "usage")
    }
    self.request = request
    folder = try DatasetFolder(path)
  }

  /// Hands in both jobs, waits for them and stores what they made.
  func run(isQuiet: Bool, over connection: inout Connection) throws(Failure) -> Outcome {
    try folder.prepare()
    var pictures = request
    pictures.format = Self.picture
    let first = try submit(pictures, over: &connection)
    // The same ink: the seed that the daemon chose, and the very model, whatever becomes the default meanwhile.
    var labels = request
    labels.format = Self.labels
    labels.seed = first.seed
    labels.model = first.modelDigest
    // They are stored with the picture's name in them, so that no receipt would prove them.
    labels.receipt = false
    labels.key = request.key.map { "\($0)-labels" }
    let second = try submit(labels, over: &connection)
    for job in [first.job, second.job] {
      _ = try Following.follow(job, over: &connection, isQuiet: isQuiet, output: "\(folder.path)/")
    }
    return try store(pictures: first, labels: second.job, over: &connection)
  }

  private func submit(_ request: Request.Submit, over connection: inout Connection) throws(Failure) -> Reply.Submitted {
    let answer = try connection.ask(.submit(request))
    guard case .submitted(let job) = answer.reply else { throw Connection.unexpected(answer.reply) }
    return job
  }

  private func store(
    pictures: Reply.Submitted, labels: String, over connection: inout Connection
  ) throws(Failure) -> Outcome {
    var outcome = Outcome(id: pictures.job, labels: labels, seed: pictures.seed, folder: folder.path)
    var entries: [DatasetFolder.Entry] = []
    let items = try connection.items(of: pictures.job).items
    let labelled = try connection.items(of: labels).items
    for (item, label) in zip(items, labelled) {
      outcome.remarks += item.remarks.map { .init(item: item.item, text: $0) }
      if let failed = [item, label].first(where: { $0.state != .done }) {
        outcome.problems.append(.init(item: item.item, state: failed.state, error: failed.error))
        continue
      }
      entries.append(
        try folder.store(
          picture: connection.result(of: pictures.job, item: item.item).bytes,
          page: connection.result(of: labels, item: item.item).bytes, item: item.item, remarks: item.remarks))
    }
    try folder.store(entries)
    outcome.stored = entries.count
    return outcome
  }

  /// Tells it: the folder on standard output, remarks and problems on standard error.
  static func report(_ outcome: Outcome, asJSON: Bool) {
    if asJSON { return JSONOutput.print(outcome) }
    for remark in outcome.remarks.prefix(20) { Terminal.warn("item \(remark.item): \(Terminal.plain(remark.text))") }
    for problem in outcome.problems.prefix(20) {
      Terminal.warn("item \(problem.item) of job \(outcome.id) \(problem.sentence)")
    }
    let left = max(0, outcome.problems.count - 20) + max(0, outcome.remarks.count - 20)
    if left > 0 { Terminal.warn("and \(left) more; see 'seqctl show \(outcome.id)'") }
    Terminal.print(
      "wrote \(outcome.stored) pictures with labels to \(outcome.folder) (jobs \(outcome.id) and \(outcome.labels), "
        + "seed \(outcome.seed))")
  }
}
