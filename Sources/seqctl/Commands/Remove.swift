import ArgumentParser
import Wire

struct Remove: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Forget jobs that have ended, their results included.")

  @OptionGroup var global: GlobalOptions

  @Argument(help: "Ids of jobs.")
  var jobs: [String]

  func run() throws {
    var connection = try global.connect()
    for job in jobs {
      let answer = try connection.ask(.remove(.init(job: job)))
      guard case .removed(let reply) = answer.reply else { throw Connection.unexpected(answer.reply) }
      if global.json { JSONOutput.print(reply) } else { Terminal.print("job \(job) is removed") }
    }
  }
}
