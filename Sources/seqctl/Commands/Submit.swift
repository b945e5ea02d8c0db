import ArgumentParser

/// Hands in a job; its options come in part from the daemon, so they are parsed by `JobCommand`.
struct Submit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Hand in a job; 'submit TASK --help' lists the task's parameters.",
    usage: "seqctl submit TASK [--text TEXT | --input FILE] [options]", helpNames: [])

  @Argument(parsing: .captureForPassthrough, help: "The task and its options.")
  var arguments: [String] = []

  func run() throws {
    let command = JobCommand(
      usage: "seqctl submit TASK [--text TEXT | --input FILE] [options]",
      summary: "Hands in a job and prints its id.", task: nil, takesText: false)
    try Seqctl.end(with: command.run(arguments))
  }
}
