import ArgumentParser
import Wire

struct Wait: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Wait until jobs have ended; the exit code tells how the worst of them did.")

  @OptionGroup var global: GlobalOptions

  @Argument(help: "Ids of jobs.")
  var jobs: [String]

  func run() throws {
    var connection = try global.connect()
    var worst = CommandStatus.done
    for job in jobs {
      let last = try Following.follow(job, over: &connection, isQuiet: true)
      if global.json { JSONOutput.print(last) } else { Terminal.print("job \(job) is \(last.state.rawValue)") }
      let status = CommandStatus(last.state)
      if worst == .done || status == .failed { worst = status }
    }
    try Seqctl.end(with: worst)
  }
}
