import CTraining
import Dispatch

/// The passes of all workers over chunks of one size, a slot each; a worker touches its own slot alone.
final class WorkerSlots: @unchecked Sendable {  // workers touch disjoint slots
  let passes: [NetworkPass]
  let chunks: [Chunk]
  let results: UnsafeMutableBufferPointer<NetworkPass.Result>

  init(_ passes: [NetworkPass]) {
    self.passes = passes
    chunks = passes.map { Chunk(steps: $0.shape.steps, rows: $0.shape.rows) }
    results = .allocate(capacity: passes.count)
    results.initialize(repeating: NetworkPass.Result())
  }

  deinit { results.deallocate() }

  /// The sum over the workers, in their order.
  var sum: NetworkPass.Result { results.reduce(into: NetworkPass.Result()) { $0 += $1 } }

  /// Rows with predictions that count, over all workers: sequences, or pieces of them.
  var sequences: Int {
    chunks.reduce(0) { sum, chunk in
      sum + (0..<chunk.rows).count { row in (0..<chunk.steps).contains { chunk.mask[$0 * chunk.rows + row] != 0 } }
    }
  }

  /// Calls `body` once for each worker, side by side.
  func each(_ body: (Int) -> Void) { Workers.each(passes.count, body) }
}

/// Work side by side on threads that leave oneDNN's products whole.
enum Workers {
  static func each(_ count: Int, _ body: (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      let work = Body(run: body)
      DispatchQueue.concurrentPerform(iterations: count) { index in
        ct_single_thread()
        work.run(index)
      }
    }
  }

  /// Calls `body` with `parts` stretches that make 0 ..< count, side by side.
  static func slices(of count: Int, parts: Int, _ body: (Range<Int>) -> Void) {
    each(parts) { part in body(count * part / parts..<count * (part + 1) / parts) }
  }

  private struct Body: @unchecked Sendable {  // the caller's body keeps its indices apart
    let run: (Int) -> Void
  }
}
