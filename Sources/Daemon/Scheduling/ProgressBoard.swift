import PluginAPI
import Synchronization

/// How far jobs are, in steps of their networks; kept in memory only, for people to look at.
final class ProgressBoard: Sendable {
  struct Steps: Sendable, Equatable {
    var taken = 0
    /// As far as can be told now; never less than `taken`.
    var expected = 0
  }

  /// What there is of one item of a job.
  struct Look: Sendable {
    var item: Int
    var preview: Preview
  }

  private struct Job {
    var running: [Int: Steps] = [:]
    var growing: [Int: GrowingItem] = [:]
    /// Items that ended since the daemon started, and the steps they took.
    var endedItems = 0
    var endedSteps = 0
  }

  private let jobs = Mutex<[Int64: Job]>([:])
  /// The last items that came to their ends, the latest first: a look at one that was made in no time comes too late.
  private let ended = Mutex<[(key: ItemKey, preview: Preview)]>([])
  private static let mostEnded = 16

  func set(_ key: ItemKey, taken: Int, expected: Int) {
    jobs.withLock {
      $0[key.job, default: Job()].running[key.number] = Steps(taken: taken, expected: max(taken, expected))
    }
  }

  /// The item can be looked at from now on.
  func show(_ key: ItemKey, _ item: GrowingItem) {
    jobs.withLock { $0[key.job, default: Job()].growing[key.number] = item }
  }

  /// What there is of the job's first running item, else of the last that ended while others did not push it out.
  func look(at job: Int64) -> Look? {
    let first = jobs.withLock { $0[job]?.growing.min { $0.key < $1.key } }
    if let first, let preview = first.value.look() { return Look(item: first.key, preview: preview) }
    return ended.withLock { ended in
      ended.first { $0.key.job == job }.map { Look(item: $0.key.number, preview: $0.preview) }
    }
  }

  /// The item is made: what there is of it can be looked at a while longer.
  func keep(_ key: ItemKey, _ preview: Preview) {
    ended.withLock { ended in
      ended.insert((key, preview), at: 0)
      if ended.count > Self.mostEnded { ended.removeLast() }
    }
  }

  /// The item runs no more; its steps count on if it came to an end.
  func end(_ key: ItemKey, complete: Bool) {
    jobs.withLock { jobs in
      jobs[key.job]?.growing[key.number] = nil
      guard let steps = jobs[key.job]?.running.removeValue(forKey: key.number), complete else { return }
      jobs[key.job]?.endedItems += 1
      jobs[key.job]?.endedSteps += steps.taken
    }
  }

  /// Jobs of which something is remembered.
  var remembered: Int { jobs.withLock { $0.count } }

  /// Forgets a job that has ended.
  func forget(_ job: Int64) {
    jobs.withLock { $0[job] = nil }
  }

  /// Steps of a whole job. Of items that wait, or ended before this daemon started, the mean of those known is taken.
  func steps(of job: Int64, counts: ItemCounts) -> Steps {
    jobs.withLock { jobs in
      let known = jobs[job] ?? Job()
      let taken = known.running.values.reduce(0) { $0 + $1.taken }
      let expected = known.running.values.reduce(0) { $0 + $1.expected }
      let items = known.endedItems + known.running.count
      let mean = items == 0 ? 0 : (known.endedSteps + expected) / items
      let ended = counts.done + counts.failed + counts.cancelled
      let before = known.endedSteps + max(0, ended - known.endedItems) * mean
      let waiting = max(0, counts.total - ended - known.running.count) * mean
      return Steps(taken: before + taken, expected: before + expected + waiting)
    }
  }
}
