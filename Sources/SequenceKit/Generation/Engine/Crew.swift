import Glibc
import Kernels
import Synchronization

/// The threads of an engine, as they help each other: one without sequences takes pieces of the others' work.
final class Crew: Sendable {
  /// One for each thread.
  let desks: [Desk]
  private let helpers = HelperCount()
  /// Sequences that any of the threads has.
  private let load = Atomic(0)

  init(threads: Int) {
    let helpers = helpers
    desks = (0..<threads).map { _ in Desk(helpers: helpers) }
  }

  /// Counts sequences that came or, if negative, went.
  func count(_ sequences: Int) { load.add(sequences, ordering: .relaxed) }

  var hasWork: Bool { load.load(ordering: .relaxed) > 0 }

  /// Takes pieces of others' work as long as there is any to be expected.
  /// - Parameter isNeeded: whether the thread has got something of its own.
  func help(until isNeeded: () -> Bool) {
    helpers.value.add(1, ordering: .relaxed)
    defer { helpers.value.subtract(1, ordering: .relaxed) }
    var patience = 0
    while hasWork && !isNeeded() {
      if desks.contains(where: { $0.help() }) { patience = 0 } else { pause(&patience) }
    }
  }
}

/// Lets a moment pass in a loop that waits for another thread; after many of them, lets other threads run.
func pause(_ patience: inout Int) {
  relaxProcessor()
  patience += 1
  if patience % 256 == 0 { sched_yield() }
}
