import ArgumentParser
import Glibc

/// Tells why a command ended and gives the code to end with.
func explain(_ error: any Error, asJSON: Bool) -> Int32 {
  if let failure = error as? Failure {
    if asJSON {
      Terminal.write(JSONOutput.line(failure.report) + "\n", to: STDERR_FILENO)
    } else {
      // The daemon's refusal may quote what a file of somebody else's says.
      Terminal.warn(
        failure.sentence.split(separator: "\n", omittingEmptySubsequences: false).map { Terminal.plain(String($0)) }
          .joined(separator: "\n"))
    }
    return failure.status.rawValue
  }
  let code = Seqctl.exitCode(for: error)
  if error is ExitCode { return code.rawValue }
  if code.isSuccess {
    Terminal.print(Seqctl.fullMessage(for: error))
    return CommandStatus.done.rawValue
  }
  return explain(
    Failure(.invalid, Seqctl.message(for: error), advice: "see 'seqctl --help'", code: "usage"), asJSON: asJSON)
}

var asJSON = false
do {
  let arguments = Seqctl.ordered(try Seqctl.arguments())
  asJSON = arguments.contains("--json")
  try Seqctl.checkCommand(arguments)
  var command = try Seqctl.parseAsRoot(arguments)
  try command.run()
} catch {
  exit(explain(error, asJSON: asJSON))
}
