import GRDB

/// Divides what may be started among the owners of waiting jobs, and each owner's share among their jobs.
struct FairShare {
  /// Items that each owner has running.
  private var running: [String: Int] = [:]

  /// A job with items that wait.
  struct Candidate: Decodable, FetchableRecord {
    var id: Int64
    var owner: String
    var deadline: Double?
    var runningItems: Int
    var queuedItems: Int

    /// Who of an owner's jobs comes first, leftmost difference decides.
    fileprivate var rank: (Double, Int, Int64) { (deadline ?? .infinity, runningItems, id) }
  }

  init(_ db: Database) throws {
    let rows = try Row.fetchAll(
      db, sql: "SELECT owner, SUM(runningItems) FROM jobs WHERE state = 'running' GROUP BY owner")
    for row in rows { running[row[0]] = row[1] }
  }

  /// Chooses `limit` items, one after the other: the next is always the owner's with the fewest items running, ties going
  /// to the older job.
  /// - Returns: the job of each item, in the order in which they were chosen.
  mutating func divide(_ limit: Int, among candidates: [Candidate]) -> [Int64] {
    var queues = Dictionary(grouping: candidates, by: \.owner)
    var chosen: [Int64] = []
    for _ in 0..<limit {
      let next = queues.compactMap { owner, jobs in
        jobs.indices.min { jobs[$0].rank < jobs[$1].rank }.map { (owner, $0, (running[owner] ?? 0, jobs[$0].id)) }
      }.min { $0.2 < $1.2 }
      guard let (owner, index, _) = next, let job = queues[owner]?[index] else { return chosen }
      running[owner, default: 0] += 1
      chosen.append(job.id)
      if job.queuedItems > 1 {
        queues[owner]?[index].queuedItems -= 1
        queues[owner]?[index].runningItems += 1
      } else {
        queues[owner]?.remove(at: index)
      }
    }
    return chosen
  }
}
