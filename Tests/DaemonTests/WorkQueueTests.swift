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

  @Test func whatIsAskedForWhileItIsMadeIsMadeOnce() async {
    let shared = SharedWork<Int>()
    let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
    let (gate, opening) = AsyncStream.makeStream(of: Void.self)
    let first = Task {
      await shared.run("a") {
        beginning.finish()
        for await _ in gate {}
        return 1
      }
    }
    for await _ in begun {}
    #expect(await shared.run("b") { 3 } == 3)
    let (started, starting) = AsyncStream.makeStream(of: Void.self)
    let others = (0..<100).map { _ in
      Task {
        starting.yield()
        return await shared.run("a") { 2 }
      }
    }
    var waiting = started.makeAsyncIterator()
    for _ in others { await waiting.next() }
    opening.finish()
    var values: [Int] = []
    for other in others { values.append(await other.value) }
    // One that has said that it starts may not have asked yet when the gate opens; not all of them.
    #expect(await first.value == 1 && values.contains(1), "each did the work by itself")
    #expect(await shared.run("a") { 4 } == 4, "what was made is not kept")
  }

  @Test func eachCallerGetsWhatItsOwnWorkGave() async {
    let queue = WorkQueue(label: "test", width: 3)
    await withTaskGroup(of: (Int, Int).self) { group in
      for number in 0..<200 { group.addTask { (number, await queue.run { 2 * number }) } }
      for await (number, result) in group { #expect(result == 2 * number) }
    }
  }
}
