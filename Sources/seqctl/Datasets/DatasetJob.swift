import Wire

/// Makes a dataset: hands in the same items twice, for pictures and for labels, with one seed and one model, and stores
/// both.
struct DatasetJob {
  /// What the pictures and their labels are, of the formats that a task declares.
  static let picture = "png"
  static let labels = "page.xml"
  /// What the key of the labels' job has behind that of the pictures'.
  private static let labelsKey = "-labels"

  /// What was stored; also the answer for machines.
  struct Outcome: Encodable {
    /// What became of the items.
    var pictures: ResultCollection.Outcome
    /// The job of the labels.
    var labels: String
    var folder: String
    /// Pictures with labels.
    var stored = 0
  }

  let request: JobRequest
  let folder: DatasetFolder
  /// Whether the jobs have no key of the user's, so that they can only be this command's.
  private let isOwn: Bool

  /// - Throws: a failure with status `invalid` where the task makes no labelled pictures, or the options contradict.
  init?(_ options: OptionTable.Parsed, _ request: JobRequest, task: TaskInfo) throws(Failure) {
    guard let path = options.last("dataset") else { return nil }
    guard [Self.picture, Self.labels].allSatisfy(task.formats.contains) else {
      throw Failure(
        .invalid, "\(task.name) makes no labelled pictures", advice: "leave --dataset out", code: "invalid-request")
    }
    guard options.last("output") == nil else {
      throw Failure(.invalid, "both --dataset and --output are given", advice: "leave one of them out", code: "usage")
    }
    if let format = request.submit.format, format != Self.picture {
      throw Failure(
        .invalid, "a dataset has pictures as png, not \(Terminal.plain(format))", advice: "leave --format out",
        code: "usage")
    }
    let longestKey = Bounds.nameBytes - Self.labelsKey.utf8.count
    if let key = request.submit.key, key.utf8.count > longestKey {
      throw Failure(
        .invalid, "--key has \(key.utf8.count) bytes, but a dataset's may have \(longestKey)",
        advice: "give a shorter one", code: "usage")
    }
    self.request = request
    isOwn = options.last("key") == nil
    folder = try DatasetFolder(path)
  }

  /// Hands in both jobs, waits for them and stores what they made.
  func run(isQuiet: Bool, over connection: inout Connection) throws(Failure) -> Outcome {
    try folder.prepare()
    var pictures = request.submit
    pictures.format = Self.picture
    let first = try request.submitted(pictures, over: &connection)
    // The same ink: the seed that the daemon chose, and the very model, whatever becomes the default meanwhile.
    var labels = request.submit
    labels.format = Self.labels
    labels.seed = first.seed
    labels.model = first.modelDigest
    // They are stored with the picture's name in them, so that no receipt would prove them.
    labels.receipt = false
    labels.key = request.submit.key.map { $0 + Self.labelsKey }
    let second: Reply.Submitted
    do throws(Failure) {
      second = try request.submitted(labels, over: &connection)
    } catch {
      // Pictures without labels are not wanted. With a key the job may be one of an earlier time.
      if isOwn {
        _ = try? connection.ask(.cancel(.init(job: first.job)))
        connection.discard(first.job)
      }
      throw error
    }
    let advice =
      isOwn
      ? "end them with 'seqctl cancel \(first.job) \(second.job)'; with --key the same command can be given again"
      : "the same command waits for them again"
    for job in [first.job, second.job] {
      do throws(Failure) {
        _ = try Following.follow(job, over: &connection, isQuiet: isQuiet)
      } catch {
        guard error.status == .interrupted else { throw error }
        throw Failure(.interrupted, "jobs \(first.job) and \(second.job) go on", advice: advice)
      }
    }
    return try store(pictures: first.job, labels: second.job, over: &connection)
  }

  private func store(
    pictures: String, labels: String, over connection: inout Connection
  ) throws(Failure) -> Outcome {
    let labelled = try connection.items(of: labels).items
    var entries: [DatasetFolder.Entry] = []
    let outcome = try ResultCollection.collect(pictures, source: request.source, over: &connection) {
      item, _, outcome, connection throws(Failure) in
      let label = labelled[item.item]
      guard label.state == .done else {
        outcome.problems.append(
          .init(item: item.item, state: label.state, error: label.error, source: request.source(ofItem: item.item)))
        return
      }
      entries.append(
        try folder.store(
          picture: connection.result(of: pictures, item: item.item).bytes,
          page: connection.result(of: labels, item: item.item).bytes, item: item.item, remarks: item.remarks))
    }
    try folder.store(entries)
    return Outcome(pictures: outcome, labels: labels, folder: folder.path, stored: entries.count)
  }

  /// Tells it: the folder on standard output, remarks and problems on standard error.
  static func report(_ outcome: Outcome, asJSON: Bool) {
    if asJSON { return JSONOutput.print(outcome) }
    let pictures = outcome.pictures
    ResultCollection.warn(of: pictures, several: true)
    Terminal.print(
      "wrote \(outcome.stored) pictures with labels to \(outcome.folder) (jobs \(pictures.id) and \(outcome.labels), "
        + "seed \(pictures.seed))")
  }
}
