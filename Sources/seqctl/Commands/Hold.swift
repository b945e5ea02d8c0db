import ArgumentParser
import Wire

struct HoldJobs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hold", abstract: "Keep jobs from starting anything more; what runs goes on.")

  @OptionGroup var global: GlobalOptions

  @Argument(help: "Ids of jobs.")
  var jobs: [String]

  func run() throws { try Holding.ask(jobs, global) { .hold(.init(job: $0)) } }
}

struct ReleaseJobs: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "release", abstract: "Let jobs go on that were held.")

  @OptionGroup var global: GlobalOptions

  @Argument(help: "Ids of jobs.")
  var jobs: [String]

  func run() throws { try Holding.ask(jobs, global) { .release(.init(job: $0)) } }
}

/// What `hold` and `release` have in common.
private enum Holding {
  static func ask(_ jobs: [String], _ global: GlobalOptions, _ request: (String) -> Request) throws {
    var connection = try global.connect()
    for job in jobs {
      let answer = try connection.ask(request(job))
      guard case .holding(let reply) = answer.reply else { throw Connection.unexpected(answer.reply) }
      if global.json {
        JSONOutput.print(reply)
      } else if reply.state.isFinal {
        Terminal.print("job \(job) had ended: it is \(reply.state.rawValue)")
      } else {
        Terminal.print(reply.held ? "job \(job) is held; 'seqctl release \(job)' lets it go on" : "job \(job) goes on")
      }
    }
  }
}
