import Wire

/// Stores the results of a job that has ended and says what became of it.
struct ResultCollection {
  /// What was stored; also the answer for machines.
  struct Outcome: Encodable {
    struct Problem: Encodable {
      var item: Int
      var state: RunState
      var error: String?
      /// Where it stands in the input, where that is a file.
      var source: String?

      /// What became of the item: `failed: …`, `was cancelled`, `is running`.
      var sentence: String {
        switch state {
        case .failed: "failed" + (error.map { ": \(Terminal.plain($0))" } ?? "")
        case .cancelled: "was cancelled"
        case .queued, .running, .done: "is \(state.rawValue)"
        }
      }
    }
    struct Remark: Encodable {
      var item: Int
      var text: String
      var source: String?
    }
    var id: String
    var state: RunState
    var seed: UInt64
    var format: String
    var files: [String] = []
    /// How many results the one file has; nil where they were not merged.
    var merged: Int?
    /// Files beside those whose format has no place for a receipt.
    var receipts: [String] = []
    var problems: [Problem] = []
    var remarks: [Remark] = []

    /// Done when every result wanted is stored.
    var status: CommandStatus {
      guard let problem = problems.first(where: { $0.state == .failed }) ?? problems.first else { return .done }
      return problem.state == .cancelled ? .cancelled : .failed
    }
  }

  /// Fetches every result into its place.
  /// - Parameters:
  ///   - only: number of the one item wanted; nil for all.
  ///   - source: where an item stands in the input; nil where that is not known.
  static func store(
    _ job: String, only: Int? = nil, in place: OutputPlace, source: (Int) -> String? = { _ in nil },
    over connection: inout Connection
  ) throws(Failure) -> Outcome {
    try collect(job, only: only, source: source, over: &connection) {
      item, info, outcome, connection throws(Failure) in
      let path = place.path(item: item.item, of: info.items.total, format: info.format)
      let result = try connection.result(of: job, item: item.item)
      try OutputPlace.write(result.bytes, to: path)
      outcome.files.append(path)
      if let receipt = try ReceiptPlace.update(beside: path, with: result.receipt) { outcome.receipts.append(receipt) }
    }
  }

  /// Goes through the items and notes what became of them.
  /// - Parameter keep: stores one that is done.
  static func collect(
    _ job: String, only: Int? = nil, source: (Int) -> String?, over connection: inout Connection,
    keep: (ItemInfo, JobInfo, inout Outcome, inout Connection) throws(Failure) -> Void
  ) throws(Failure) -> Outcome {
    let (info, all) = try connection.items(of: job)
    var outcome = Outcome(id: job, state: info.state, seed: info.seed, format: info.format)
    for item in all where only == nil || item.item == only {
      let source = source(item.item)
      outcome.remarks += item.remarks.map { .init(item: item.item, text: $0, source: source) }
      if item.state == .done {
        try keep(item, info, &outcome, &connection)
      } else {
        outcome.problems.append(.init(item: item.item, state: item.state, error: item.error, source: source))
      }
    }
    return outcome
  }

  /// Tells it: files on standard output, remarks and problems on standard error.
  static func report(_ outcome: Outcome, asJSON: Bool) {
    let toStandardOutput = outcome.files == ["-"]
    if asJSON {
      // The result itself has standard output.
      if toStandardOutput { Terminal.write(JSONOutput.line(outcome) + "\n", to: 2) } else { JSONOutput.print(outcome) }
      return
    }
    warn(of: outcome, several: (outcome.merged ?? outcome.files.count) + outcome.problems.count > 1)
    guard !toStandardOutput else { return }
    if let merged = outcome.merged {
      let results = merged == 1 ? "1 result" : "\(merged) results"
      Terminal.print("wrote \(outcome.files[0]) with \(results) (job \(outcome.id), seed \(outcome.seed))")
    } else if outcome.files.count == 1 {
      Terminal.print("wrote \(outcome.files[0]) (job \(outcome.id), seed \(outcome.seed))")
    } else if let first = outcome.files.first, let last = outcome.files.last {
      Terminal.print(
        "wrote \(outcome.files.count) files, \(first) to \(last) (job \(outcome.id), seed \(outcome.seed))")
    }
  }

  /// Tells remarks and problems on standard error.
  /// - Parameter several: whether it has to be said which item is meant.
  static func warn(of outcome: Outcome, several: Bool) {
    for remark in outcome.remarks.prefix(20) {
      let place = remark.source ?? "item \(remark.item)"
      Terminal.warn((several ? "\(Terminal.plain(place)): " : "") + Terminal.plain(remark.text))
    }
    for problem in outcome.problems.prefix(20) {
      let place = problem.source.map { "\(Terminal.plain($0)) (item \(problem.item))" } ?? "item \(problem.item)"
      Terminal.warn("\(place) of job \(outcome.id) \(problem.sentence)")
    }
    if outcome.problems.count > 20 {
      Terminal.warn("and \(outcome.problems.count - 20) more; see 'seqctl show \(outcome.id)'")
    }
  }
}
