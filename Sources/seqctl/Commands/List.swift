import ArgumentParser
import Wire

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List jobs, newest first.")

  @OptionGroup var global: GlobalOptions

  @Option(help: "Only jobs in this state: queued, running, done, failed or cancelled; may be given again.")
  var state: [RunState] = []

  @Option(help: "Only jobs of this task.")
  var task: String?

  @Option(help: "Only jobs of this user; operators see those of all.")
  var owner: String?

  @Option(help: "Only jobs with this label.")
  var label: String?

  @Option(help: "At most so many.")
  var limit = 50

  func run() throws {
    var connection = try global.connect()
    let answer = try connection.ask(.list(.init(states: state, task: task, owner: owner, label: label, limit: limit)))
    guard case .jobs(let list) = answer.reply else { throw Connection.unexpected(answer.reply) }
    if global.json { return JSONOutput.print(list) }
    guard !list.jobs.isEmpty else { return Terminal.print("no jobs") }
    var table = Table([
      .init("JOB", .right), .init("STATE"), .init("ITEMS", .right), .init("TASK"), .init("FORMAT"), .init("OWNER"),
      .init("LABEL"), .init("SUBMITTED"),
    ])
    for job in list.jobs {
      table.add([
        job.job, job.held == true && !job.state.isFinal ? "held" : job.state.rawValue,
        "\(job.items.ended)/\(job.items.total)",
        job.operation == .generate ? job.task : "\(job.task) (\(job.operation.rawValue))", job.format, job.owner,
        job.label ?? "",
        TimeText.moment(job.submitted),
      ])
    }
    table.print()
    if list.more { Terminal.print("there are older ones; --limit shows more") }
  }
}
