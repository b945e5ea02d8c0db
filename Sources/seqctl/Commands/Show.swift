import ArgumentParser
import Wire

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Show a job and its items.")

  @OptionGroup var global: GlobalOptions

  @Argument(help: "The job's id.")
  var job: String

  @Option(help: "First item to show.")
  var from = 0

  @Option(help: "Items to show at most.")
  var limit = 20

  func run() throws {
    var connection = try global.connect()
    let answer = try connection.ask(.show(.init(job: job, from: from, limit: limit)))
    guard case .job(let shown) = answer.reply else { throw Connection.unexpected(answer.reply) }
    if global.json { return JSONOutput.print(shown) }
    let info = shown.info
    var facts = [
      ("job", info.job), ("state", info.state.rawValue), ("task", info.task),
      ("model", "\(info.model) (\(info.modelDigest.prefix(12)))"), ("format", info.format), ("seed", "\(info.seed)"),
      ("owner", info.owner), ("label", info.label ?? "–"), ("priority", "\(info.priority)"),
      ("submitted", TimeText.moment(info.submitted)),
    ]
    if info.operation != .generate { facts.insert(("operation", info.operation.rawValue), at: 3) }
    if info.held == true { facts.append(("held", "until 'seqctl release \(info.job)'")) }
    if let after = info.after { facts.append(("after", "job \(after)")) }
    if let deadline = info.deadline { facts.append(("deadline", TimeText.moment(deadline))) }
    if let forecast = shown.forecast { facts += Self.lines(forecast) }
    if let started = info.started { facts.append(("started", TimeText.moment(started))) }
    if let finished = info.finished {
      let took = info.started.map { " (took \(TimeText.text(seconds: max(0, finished - $0))))" } ?? ""
      facts.append(("finished", TimeText.moment(finished) + took))
    }
    for (name, value) in info.parameters.sorted(by: { $0.key < $1.key }) {
      facts.append(("--\(name)", String(TaskHelp.plain(value).prefix(60))))
    }
    Facts.print(facts)
    guard !shown.items.isEmpty else { return }
    Terminal.print("")
    var table = Table([.init("ITEM", .right), .init("STATE"), .init("BYTES", .right), .init("TEXT OR REASON")])
    for item in shown.items {
      table.add([
        "\(item.item)", item.state.rawValue, item.size.map { "\($0)" } ?? "",
        item.error ?? item.text + (item.text.unicodeScalars.count < item.textLength ? "…" : ""),
      ])
      for remark in item.remarks { table.add(["", "", "", "  \(remark)"]) }
    }
    table.print()
    let shownTo = from + shown.items.count
    if shownTo < info.items.total {
      Terminal.print("\(info.items.total - shownTo) more items; --from \(shownTo) shows the next")
    }
  }

  /// Its place in the queue, and when it will begin and end.
  private static func lines(_ forecast: Forecast) -> [(String, String)] {
    var lines: [(String, String)] = []
    if forecast.itemsAhead > 0 { lines.append(("ahead", "\(NumberText.grouped(forecast.itemsAhead)) items")) }
    if let begins = forecast.begins { lines.append(("will begin", "about " + TimeText.moment(begins))) }
    if let ends = forecast.ends { lines.append(("will end", "about " + TimeText.moment(ends))) }
    return lines
  }
}
