import ArgumentParser
import Glibc
import Wire

/// Asks what a model thinks of a text or of ink; its options come in part from the daemon.
struct Score: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say how likely a model holds a text or ink: bits per character, perplexity, nats.",
    usage: usage, helpNames: [])

  static let usage = "seqctl score TASK [--text TEXT | --input FILE] [options]"

  @Argument(parsing: .captureForPassthrough, help: "The task and its options.")
  var arguments: [String] = []

  func run() throws { try Seqctl.end(with: Self.run(arguments)) }

  /// Carries out the command.
  /// - Returns: the exit status.
  static func run(_ arguments: [String]) throws(Failure) -> CommandStatus {
    let early = try OptionTable(JobOptions.scoring).parse(arguments, isLenient: true)
    guard let name = early.positional.first else {
      guard !early.has("help") else { return printHelp(nil) }
      throw Failure(
        .invalid, "the task is missing", advice: "'seqctl plugin list' lists the tasks: seqctl score TASK --text TEXT")
    }
    var connection = try Connection(DaemonAddress(early))
    let task = try JobCommand.task(name, over: &connection)
    guard let score = task.score else {
      throw Failure(
        .invalid, "\(task.name) does not score", advice: "'seqctl plugin show \(task.name)' tells what it does",
        code: "invalid-request")
    }
    var view = task
    (view.text, view.parameters, view.formats) = (score.text, score.parameters, ["json"])
    guard !early.has("help") else { return printHelp(view, input: score.input) }
    let options = try JobOptions.scoringTable(for: view, input: score.input).parse(arguments)
    let request = try ScoreRequest(options, task: view, input: score.input)
    try request.submit.check(against: connection.welcome.limits)
    return try run(request, options, over: &connection)
  }

  private static func run(
    _ request: ScoreRequest, _ options: OptionTable.Parsed, over connection: inout Connection
  ) throws(Failure) -> CommandStatus {
    let answer = try connection.ask(.submit(request.submit))
    guard case .submitted(let job) = answer.reply else { throw Connection.unexpected(answer.reply) }
    // A key that was used before gives the job of that time, which is not this command's to remove.
    let keeps = options.has("keep") || options.last("key") != nil
    if options.last("key") != nil { try request.check(try connection.items(of: job.job)) }
    let asJSON = options.has("json")
    _ = try Following.follow(job.job, over: &connection, isQuiet: options.has("quiet") || asJSON)
    let outcome: ScoreOutcome
    do throws(Failure) {
      outcome = try ScoreOutcome(job.job, over: &connection)
    } catch {
      // One that may have ended well is not removed because nobody could be asked for its results.
      if error.status == .unreachable {
        Terminal.warn("job \(job.job) is kept; fetch its scores with 'seqctl fetch \(job.job) -o PATH'")
      } else if !keeps {
        connection.discard(job.job)
      }
      throw error
    }
    // The job goes only once its result is out.
    outcome.report(labels: request.labels, asJSON: asJSON)
    if !keeps { connection.discard(job.job) }
    return outcome.status
  }

  private static func printHelp(_ task: TaskInfo?, input: String? = nil) -> CommandStatus {
    var shown = task
    shown?.parameters.removeAll { $0.name == input }
    Terminal.print(
      TaskHelp.text(
        usage: usage.replacing("TASK", with: task?.name ?? "TASK"),
        summary: "Says how likely a model holds a text or ink: a row for each item, and a total of several.",
        task: shown, options: JobOptions.scoring,
        width: Terminal.isTerminal(STDOUT_FILENO) ? Terminal.width(STDOUT_FILENO) : 100))
    return .done
  }
}
