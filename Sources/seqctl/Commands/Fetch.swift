import ArgumentParser
import Wire

struct Fetch: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Store the results of a job that has ended.")

  @OptionGroup var global: GlobalOptions

  @Argument(help: "The job's id.")
  var job: String

  @Option(
    name: [.customShort("o"), .long], help: "A file for one result, a folder PATH/ for several, - for standard output.")
  var output: String

  @Flag(help: "Make one PDF of all results, in their order.")
  var merge = false

  @Option(help: "Only this item, also of a job that has not ended.")
  var item: Int?

  func run() throws {
    guard !merge || item == nil else {
      throw Failure(.invalid, "both --merge and --item are given", advice: "leave one of them out", code: "usage")
    }
    var connection = try global.connect()
    let answer = try connection.ask(.show(.init(job: job, limit: 0)))
    guard case .job(let shown) = answer.reply else { throw Connection.unexpected(answer.reply) }
    let info = shown.info
    if let item, !(0..<info.items.total).contains(item) {
      throw Failure(
        .invalid, "job \(job) has no item \(item)", advice: "it has 0 to \(info.items.total - 1)",
        code: "unknown-item")
    }
    guard info.state.isFinal || item != nil else {
      throw Failure(
        .failed, "job \(job) is \(info.state.rawValue)", advice: "wait for it with 'seqctl wait \(job)'",
        code: "not-finished")
    }
    let place = try OutputPlace(output, items: item == nil && !merge ? info.items.total : 1)
    if merge { try ResultCollection.checkMerging(into: place, format: info.format) }
    if let suffix = place.suffix, place.format(among: [info.format]) == nil, Self.formats.contains(suffix) {
      throw Failure(
        .invalid, "the result is a \(info.format), but the name \(output) ends in .\(suffix)",
        advice: "end it with .\(info.format)", code: "invalid-request")
    }
    try place.prepare()
    let outcome =
      merge
      ? try ResultCollection.merge(job, into: place, over: &connection)
      : try ResultCollection.store(job, only: item, in: place, over: &connection)
    ResultCollection.report(outcome, asJSON: global.json)
    try Seqctl.end(with: outcome.status)
  }

  /// Suffixes that promise a format.
  private static let formats: Set<String> = ["pdf", "png", "svg", "json", "inkml", "gcode", "hpgl", "txt"]
}
