import ArgumentParser
import Glibc
import Wire

/// What `submit` and `write` have in common: from arguments to a job, and on to its results.
struct JobCommand {
  /// Usage line for the help.
  var usage: String
  var summary: String
  /// The task, where the command line names none.
  var task: String?
  /// Whether one positional argument is the text.
  var takesText: Bool

  /// Carries out the command.
  /// - Returns: the exit status.
  func run(_ arguments: [String]) throws(Failure) -> CommandStatus {
    // The task's own options are known only once the daemon was asked; those of the client lead to the daemon.
    let early = try OptionTable(JobOptions.common).parse(arguments, isLenient: true)
    guard let name = task ?? early.positional.first else {
      if early.has("help") {
        printHelp(nil)
        return .done
      }
      throw Failure(
        .invalid, "the task is missing", advice: "'seqctl plugin list' lists the tasks: seqctl submit TASK --text TEXT")
    }
    if early.has("help"), task != nil {
      let info = try? knownTask(name, at: DaemonAddress(early))
      printHelp(info)
      if info == nil { Terminal.print("\nThe parameters of \(name) are shown while a daemon runs.") }
      return .done
    }
    if takesText, !early.has("help"), early.last("output") == nil, early.last("dataset") == nil {
      throw Failure(.invalid, "the output is missing", advice: "say where with -o FILE.pdf", code: "usage")
    }
    var connection = try Connection(DaemonAddress(early))
    let info = try Self.task(name, model: early.has("help") ? early.last("model") : nil, over: &connection)
    if early.has("help") {
      printHelp(info)
      return .done
    }
    let options = try JobOptions.table(for: info).parse(arguments)
    return try run(options, info, over: &connection)
  }

  private func run(
    _ options: OptionTable.Parsed, _ info: TaskInfo, over connection: inout Connection
  ) throws(Failure) -> CommandStatus {
    let request = try JobRequest(options, task: info, takesText: takesText)
    let preview = try PreviewChoice(isWanted: options.has("preview"), graphics: options.last("graphics"))
    try request.submit.check(against: connection.welcome.limits)
    if let dataset = try DatasetJob(options, request, task: info) {
      let asJSON = options.has("json")
      let outcome = try dataset.run(isQuiet: options.has("quiet") || asJSON, over: &connection)
      DatasetJob.report(outcome, asJSON: asJSON)
      return outcome.pictures.status
    }
    try request.place?.prepare()
    let job = try request.submitted(request.submit, over: &connection)
    let asJSON = options.has("json")
    let isQuiet = options.has("quiet") || asJSON
    guard request.place != nil || options.has("wait") else {
      if asJSON { JSONOutput.print(job) } else { Terminal.print(job.job) }
      return .done
    }
    let output = options.last("output").map { request.isMerged ? "\($0) --merge" : $0 }
    let last = try Following.follow(
      job.job, over: &connection, isQuiet: isQuiet, output: output, preview: preview)
    guard let place = request.place else {
      if asJSON { JSONOutput.print(last) } else { Terminal.print("job \(job.job) is \(last.state.rawValue)") }
      return CommandStatus(last.state)
    }
    let outcome =
      if request.isMerged {
        try ResultCollection.merge(job.job, into: place, source: request.source, over: &connection)
      } else {
        try ResultCollection.store(job.job, in: place, source: request.source, over: &connection)
      }
    ResultCollection.report(outcome, asJSON: asJSON)
    return outcome.status
  }

  private func printHelp(_ info: TaskInfo?) {
    let width = Terminal.isTerminal(STDOUT_FILENO) ? Terminal.width(STDOUT_FILENO) : 100
    let usage = task == nil ? usage.replacing("TASK", with: info?.name ?? "TASK") : usage
    Terminal.print(TaskHelp.text(usage: usage, summary: summary, task: info, width: width))
  }

  private func knownTask(_ name: String, at address: DaemonAddress) throws(Failure) -> TaskInfo {
    var connection = try Connection(address)
    return try Self.task(name, over: &connection)
  }

  /// What the daemon says of a task, with the choices of a model, else of the task's default model.
  static func task(
    _ name: String, model: String? = nil, over connection: inout Connection
  ) throws(Failure) -> TaskInfo {
    let answer = try connection.ask(.pluginShow(.init(task: name, model: model)))
    guard case .plugin(let plugin) = answer.reply else { throw Connection.unexpected(answer.reply) }
    return plugin.task
  }
}
