import CTraining
import Dispatch

/// One slot for each worker; a worker touches its own slot alone.
final class WorkerSlots: @unchecked Sendable {  // workers touch disjoint slots
  /// Read by every worker, written by none.
  let parameters: FlatParameters
  let passes: [InkPass]
  let chunks: [InkChunk]
  let streamSlots: UnsafeMutableBufferPointer<InkStream>
  let resultSlots: UnsafeMutableBufferPointer<InkPass.Result>

  init(parameters: FlatParameters, passes: [InkPass], chunks: [InkChunk], streams: [InkStream]) {
    self.parameters = parameters
    self.passes = passes
    self.chunks = chunks
    streamSlots = .allocate(capacity: streams.count)
    _ = streamSlots.initialize(from: streams)
    resultSlots = .allocate(capacity: streams.count)
    resultSlots.initialize(repeating: InkPass.Result())
  }

  deinit {
    streamSlots.deinitialize()
    streamSlots.deallocate()
    resultSlots.deallocate()
  }

  var streams: [InkStream] { Array(streamSlots) }
  var results: [InkPass.Result] { Array(resultSlots) }
  func each(_ body: @escaping @Sendable (Int) -> Void) {
    DispatchQueue.concurrentPerform(iterations: passes.count) { worker in
      ct_single_thread()
      body(worker)
    }
  }
}
