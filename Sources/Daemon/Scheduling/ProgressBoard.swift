import Synchronization

/// How far the running items are, in steps of their networks.
final class ProgressBoard: Sendable {
  struct Steps: Sendable, Equatable {
    var taken = 0
    /// As far as can be told now; never less than `taken`.
    var expected = 0

    static func + (left: Steps, right: Steps) -> Steps {
      Steps(taken: left.taken + right.taken, expected: left.expected + right.expected)
    }
  }

  private let items = Mutex<[ItemKey: Steps]>([:])

  func set(_ key: ItemKey, taken: Int, expected: Int) {
    items.withLock { $0[key] = Steps(taken: taken, expected: max(taken, expected)) }
  }

  func remove(_ key: ItemKey) {
    items.withLock { $0[key] = nil }
  }

  /// Steps of an item that runs; nil when it does not.
  subscript(key: ItemKey) -> Steps? { items.withLock { $0[key] } }

  /// Steps of all running items of a job together.
  func steps(ofJob job: Int64) -> Steps {
    items.withLock { items in
      items.reduce(Steps()) { $1.key.job == job ? $0 + $1.value : $0 }
    }
  }
}
