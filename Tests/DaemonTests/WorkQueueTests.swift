import Synchronization
import Testing

@testable import Daemon

@Suite struct WorkQueueTests {
  private final class Gate: Sendable {
    let isReached = Atomic(false)
    let isOpen = Atomic(false)

    func pass() {
      isReached.store(true, ordering: .releasing)
      while !isOpen.load(ordering: .acquiring) {}
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func nothingWaitsBehindAPieceThatTakesLongWhileAThreadIsFree() async {
    let queue = WorkQueue(label: "test", width: 2)
    let gate = Gate()
    let long = Task { await queue.run { gate.pass() } }
    while !gate.isReached.load(ordering: .acquiring) { await Task.yield() }
    for _ in 0..<5 { await queue.run {} }
    gate.isOpen.store(true, ordering: .releasing)
    await long.value
  }

  @Test func eachCallerGetsWhatItsOwnWorkGave() async {
    let queue = WorkQueue(label: "test", width: 3)
    await withTaskGroup(of: (Int, Int).self) { group in
      for number in 0..<200 { group.addTask { (number, await queue.run { 2 * number }) } }
      for await (number, result) in group { #expect(result == 2 * number) }
    }
  }
}
