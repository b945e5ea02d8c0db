import ArgumentParser
import Wire

struct Cancel: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "End jobs early; results that are there stay.")

  @OptionGroup var global: GlobalOptions

  @Argument(help: "Ids of jobs.")
  var jobs: [String]

  func run() throws {
    var connection = try global.connect()
    for job in jobs {
      let answer = try connection.ask(.cancel(.init(job: job)))
      guard case .cancelling(let reply) = answer.reply else { throw Connection.unexpected(answer.reply) }
      if global.json {
        JSONOutput.print(reply)
      } else if reply.state == .cancelled || !reply.state.isFinal {
        Terminal.print("job \(job) is cancelled")
      } else {
        Terminal.print("job \(job) had ended: it is \(reply.state.rawValue)")
      }
    }
  }
}
