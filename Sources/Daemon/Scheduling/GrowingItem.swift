import Generation
import PluginAPI
import Synchronization

/// An item on its way, for whoever watches it grow. While nobody does it costs one atomic load now and then.
final class GrowingItem: Sendable {
  private struct Stage {
    var process: any ItemProcess
    var samplers: [any Sampler]
    /// For each sampler, the look that it was kept for.
    var looks: [Int]
  }

  private let stage = Mutex<Stage?>(nil)
  /// How often somebody has looked.
  private let looks = Atomic(0)

  /// A stage begins.
  func begin(_ process: any ItemProcess, _ requests: [SequenceRequest]) {
    let begun = Stage(
      process: process, samplers: requests.map(\.sampler), looks: Array(repeating: 0, count: requests.count))
    stage.withLock { $0 = begun }
  }

  /// A sequence of the stage has come this far; called on an engine thread.
  ///
  /// A sampler is kept once for each look: keeping it makes the engine copy what it gathers.
  func note(_ sampler: any Sampler, ofSequence index: Int) {
    let looks = looks.load(ordering: .relaxed)
    guard looks > 0 else { return }
    stage.withLock { stage in
      guard let known = stage?.looks, known.indices.contains(index), known[index] < looks else { return }
      stage?.looks[index] = looks
      stage?.samplers[index] = sampler
    }
  }

  /// The stage is over, and with what.
  func finish(_ sequences: [FinishedSequence]) {
    stage.withLock { $0?.samplers = sequences.map(\.sampler) }
  }

  /// What there is of the item, as it was when somebody looked the last time or a little later.
  func look() -> Preview? {
    looks.add(1, ordering: .relaxed)
    return last
  }

  /// What there is of the item that has come to its end: as its process has it, else as its last sequences have.
  func end(as process: any ItemProcess) -> Preview? { (process.preview([]) ?? last)?.completed }

  private var last: Preview? {
    let (process, samplers) = stage.withLock { ($0?.process, $0?.samplers) }
    guard let process, let samplers else { return nil }
    return process.preview(samplers)
  }
}
