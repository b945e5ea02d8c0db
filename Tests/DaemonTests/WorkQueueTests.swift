import Dispatch
import Testing

@testable import Daemon

@Suite struct WorkQueueTests {
  @Test(.timeLimit(.minutes(60)))
  func nothingWaitsBehindAPieceThatTakesLongWhileAThreadIsFree() async {
    let queue = WorkQueue(label: "test", width: 2)
    let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
    let gate = DispatchSemaphore(value: 0)
    let long = Task {
      await queue.run {
        beginning.finish()
        gate.wait()
      }
    }
    for await _ in begun {}
    for _ in 0..<5 { await queue.run {} }
    gate.signal()
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
