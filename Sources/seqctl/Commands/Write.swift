import ArgumentParser

/// The short way to the commonest job: submit, watch, fetch.
struct Write: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a text by hand: 'write \"Hello World\" -o hello.pdf'.",
    usage: "seqctl write TEXT -o FILE [options]", helpNames: [])

  /// The task that handwriting is asked for from.
  static let task = "handwriting-synthesis"

  @Argument(parsing: .captureForPassthrough, help: "The text, or - for standard input, and options.")
  var arguments: [String] = []

  func run() throws {
    let command = JobCommand(
      usage: "seqctl write TEXT -o FILE [options]",
      summary: "Writes a text by hand: hands in the job, waits for it and stores the result. TEXT may be - for "
        + "standard input.",
      task: Self.task, takesText: true)
    try Seqctl.end(with: command.run(arguments))
  }
}
