import Synchronization

/// Work that can be done piece by piece, by any thread and in any order.
protocol Piecework: AnyObject {
  /// Does the pieces of a range; several ranges may be done at once.
  func perform(_ pieces: Range<Int>)
}

/// Where one thread lays out its work so that idle ones can take pieces of it.
///
/// How work is split changes no bytes: every output is computed whole by one thread. Unchecked because of `work` and
/// `count`, which only the owner writes, and only while no piece can be taken; whoever has taken a piece reads them
/// before the owner can go on.
final class Desk: @unchecked Sendable {
  /// A product that reads less than this is not worth the asking.
  static let leastBytes = 256 << 10

  /// Number of the layout in the upper half; then portions, and the next one to be taken, 16 bits each.
  private let state = Atomic<UInt64>(0)
  private let finished = Atomic(0)
  /// Threads that look for work here or at another desk.
  private let helpers: HelperCount
  private var work: (any Piecework)?
  private var count = 0

  init(helpers: HelperCount) { self.helpers = helpers }

  /// Does all pieces below `count`, and returns when they are done; on the owner's thread.
  func perform(_ work: any Piecework, count: Int) {
    let available = helpers.value.load(ordering: .relaxed)
    // One for each thread, the first always the owner's: so its weights stay in the same caches from step to step.
    let portions = min(count, available + 1, 0xffff)
    guard available > 0, portions > 1 else { return work.perform(0..<count) }
    self.work = work
    self.count = count
    finished.store(0, ordering: .relaxed)
    let layout = (state.load(ordering: .relaxed) >> 32) &+ 1
    state.store((layout << 32) | (UInt64(portions) << 16) | 1, ordering: .releasing)
    work.perform(0..<count / portions)
    finished.add(1, ordering: .releasing)
    while help() {}
    var patience = 0
    while finished.load(ordering: .acquiring) < portions { pause(&patience) }
    self.work = nil
  }

  /// Does one portion of the work that lies here.
  /// - Returns: whether there was one.
  func help() -> Bool {
    var seen = state.load(ordering: .acquiring)
    while true {
      let (portions, next) = (Int((seen >> 16) & 0xffff), Int(seen & 0xffff))
      guard next < portions else { return false }
      let (taken, now) = state.compareExchange(expected: seen, desired: seen + 1, ordering: .acquiringAndReleasing)
      guard taken else {
        seen = now
        continue
      }
      work?.perform(next * count / portions..<(next + 1) * count / portions)
      finished.add(1, ordering: .releasing)
      return true
    }
  }
}

/// How many threads have nothing of their own to do and look for others' work.
final class HelperCount: Sendable {
  let value = Atomic(0)
}
