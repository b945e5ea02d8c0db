import Glibc
import Wire

/// What a job that scores has found; also the answer for machines.
struct ScoreOutcome: Encodable {
  struct Item: Encodable {
    var item: Int
    var state: RunState
    /// Why there is no score.
    var error: String?
    var remarks: [String]
    var score: ScoreFile?
  }

  /// All scored items together.
  struct Total: Encodable, Equatable {
    var sums: [String: Double] = [:]
    var figures: [String: Double] = [:]

    /// Adds up the sums and forms the figures anew.
    init(_ scores: [ScoreFile]) {
      for score in scores { sums.merge(score.sums) { $0 + $1 } }
      for ratio in scores.first?.ratios ?? [] { figures[ratio.name] = ratio.value(sums) }
    }
  }

  var id: String
  var state: RunState
  var task: String
  var model: String
  var modelDigest: String
  var items: [Item]
  var total: Total

  /// Fetches every score of a job that has ended.
  init(_ job: String, over connection: inout Connection) throws(Failure) {
    let (info, all) = try connection.items(of: job)
    var items: [Item] = []
    for found in all {
      var item = Item(item: found.item, state: found.state, error: found.error, remarks: found.remarks)
      if found.state == .done { item.score = try Self.score(try connection.result(of: job, item: found.item).bytes) }
      items.append(item)
    }
    self.init(info, items)
  }

  init(_ info: JobInfo, _ items: [Item]) {
    id = info.job
    state = info.state
    task = info.task
    model = info.model
    modelDigest = info.modelDigest
    self.items = items
    total = Total(items.compactMap(\.score))
  }

  /// Done when every item has a score.
  var status: CommandStatus {
    if items.contains(where: { $0.state == .failed }) { return .failed }
    return items.contains { $0.state == .cancelled } ? .cancelled : .done
  }

  /// Tells it: scores on standard output, remarks and problems on standard error.
  func report(labels: [String], asJSON: Bool) {
    if asJSON { return JSONOutput.print(self) }
    let remarks = items.flatMap { item in
      item.remarks.map { (items.count > 1 ? "item \(item.item): " : "") + Terminal.plain($0) }
    }
    for remark in remarks.prefix(20) { Terminal.warn(remark) }
    if remarks.count > 20 { Terminal.warn("and \(remarks.count - 20) more remarks; --json has them all") }
    for item in items where item.score == nil {
      Terminal.warn(
        "item \(item.item) of job \(id) is \(item.state.rawValue)"
          + (item.error.map { ": \(Terminal.plain($0))" } ?? ""))
    }
    guard items.contains(where: { $0.score != nil }) else { return }
    table(labels: labels).print()
  }

  /// A row for each item, and a total where there are several.
  func table(labels: [String]) -> Table {
    let ratios = items.lazy.compactMap(\.score).first?.ratios ?? []
    // A sum that is nothing everywhere, such as that of unknown words, is no column.
    let others = total.sums.filter { $0.value != 0 && $0.key != "nats" }.keys.sorted()
    let sums = (total.sums["nats"] == nil ? [] : ["nats"]) + others
    let titles = ["ITEM"] + ratios.map { $0.title.uppercased() } + sums.map { Self.words($0).uppercased() }
    var table = Table(titles.map { Table.Column($0, .right) } + [Table.Column("OF")])
    func row(_ head: String, _ figures: [String: Double]?, _ values: [String: Double]?, _ label: String) -> [String] {
      [head] + ratios.map { Self.number(figures?[$0.name]) } + sums.map { Self.number(values?[$0]) } + [label]
    }
    for (item, label) in zip(items, labels) {
      table.add(row("\(item.item)", item.score?.figures, item.score?.sums, String(label.prefix(60))))
    }
    if items.count > 1 { table.add(row("total", total.figures, total.sums, "")) }
    return table
  }

  /// As many digits as tell something; whole numbers without a point.
  static func number(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    guard value.magnitude < 1e12 else { return "\(value)" }
    if let whole = Int(exactly: value) { return "\(whole)" }
    let (places, unit) = value.magnitude >= 10_000 ? (1, 10) : value.magnitude >= 100 ? (2, 100) : (4, 10_000)
    let (whole, part) = Int((value.magnitude * Double(unit)).rounded()).quotientAndRemainder(dividingBy: unit)
    let digits = "\(part)"
    return "\(value < 0 ? "-" : "")\(whole).\(String(repeating: "0", count: places - digits.count))\(digits)"
  }

  /// `lineEnds` as words.
  private static func words(_ name: String) -> String {
    name.reduce(into: "") { words, letter in words += letter.isUppercase ? " " + letter.lowercased() : String(letter) }
  }

  private static func score(_ bytes: [UInt8]) throws(Failure) -> ScoreFile {
    do {
      return try ScoreFile(bytes)
    } catch {
      throw Failure(error)
    }
  }
}

extension ScoreFile.Ratio {
  /// The figure; nil where there is nothing to divide by.
  func value(_ sums: [String: Double]) -> Double? {
    guard let sum = sums[sum], let per = sums[per], per > 0 else { return nil }
    switch form {
    case .mean: return sum / per
    case .bits: return sum / per / log(2)
    case .perplexity: return exp(sum / per)
    }
  }
}
