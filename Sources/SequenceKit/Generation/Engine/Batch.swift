import Kernels
import Networks

/// The running sequences of one model on one thread, advanced together, a row each.
///
/// Sequences join and leave between steps; a leaving one's row is taken by the last.
final class Batch {
  /// A sequence's own state that is no row of a matrix.
  private struct Slot {
    let ticket: Ticket
    let request: SequenceRequest
    let text: [Int32]
    /// φ(t, 1 … U + 1), room rounded up to whole groups of 16.
    let phi: AlignedMatrix?
    /// Inputs after the first that are not sampled.
    let forced: ArraySlice<Float>
    var sampler: any Sampler
    var steps = 0
  }

  private let model: LoadedModel
  private let architecture: Architecture
  private let network: NetworkBatch
  private var slots: [Slot] = []

  /// - Parameter desk: where idle threads are asked to help; nil to compute alone.
  init(_ model: LoadedModel, desk: Desk?) {
    self.model = model
    architecture = model.description.architecture
    network = NetworkBatch(model, desk: desk)
  }

  var count: Int { slots.count }

  /// Takes a sequence in, before the next step.
  func join(_ arrival: Arrival) {
    let row = slots.count
    if row == network.inputs.rows { network.reserve(rows: max(4, 2 * row)) }
    network.clear(row: row)
    let request = arrival.request
    var forced = request.prime[...]
    if architecture.input != .ink {
      // Text begins with its first given symbol; ink always begins with the null offset (section 4.1).
      network.inputs[row][0] = forced.popFirst() ?? -1
    }
    slots.append(
      Slot(
        ticket: arrival.ticket, request: request, text: request.text.map(Int32.init),
        phi: architecture.window == nil
          ? nil : AlignedMatrix(rows: 1, columns: (request.text.count + 1 + 15) / 16 * 16),
        forced: forced, sampler: request.sampler))
  }

  /// Takes out the sequences whose tasks were cancelled, then advances the others by one step.
  /// - Returns: number of sequences that took the step.
  func step() -> Int {
    for row in slots.indices.reversed() where slots[row].ticket.isCancelled {
      leave(row, .failure(CancellationError()))
    }
    guard !slots.isEmpty else { return 0 }
    let rows = slots.count
    network.step(rows: rows) { row, parameters, kappa, w in
      guard let phi = slots[row].phi else { return }
      model.kernels.window(parameters: parameters, kappa: kappa, text: slots[row].text, phi: phi[0], w: w)
    }
    for row in slots.indices.reversed() {
      if let reason = choose(row) {
        let slot = slots[row]
        leave(row, .success(FinishedSequence(sampler: slot.sampler, steps: slot.steps, reason: reason)))
      } else if slots[row].steps % 32 == 0 {
        slots[row].ticket.onProgress?(slots[row].steps)
      }
    }
    return rows
  }

  /// Ends every sequence with an error.
  func abandon(_ error: any Error) {
    for row in slots.indices.reversed() { leave(row, .failure(error)) }
  }

  /// Fills in a row's next input, forced or sampled.
  /// - Returns: why the sequence ends; nil if it goes on.
  private func choose(_ row: Int) -> FinishedSequence.Reason? {
    let outputs = UnsafeBufferPointer(network.output[row])
    let input = network.inputs[row]
    let step = slots[row].steps
    slots[row].steps += 1
    guard network.broken[row] == 0, outputs.allFinite else { return .nonFinite }
    let forced = slots[row].forced
    if step * input.count < forced.count {
      let first = forced.startIndex + step * input.count
      _ = input.update(fromContentsOf: forced[first..<first + input.count])
    } else {
      var random = StepRandom(
        seed: slots[row].request.seed, stream: slots[row].request.stream, step: UInt32(step))
      let window = windowState(row)
      let decision = slots[row].sampler.step(output: outputs, window: window, random: &random, input: input)
      if decision == .finish { return .finished }
      guard isPossible(input) else { return .nonFinite }
    }
    return slots[row].steps == slots[row].request.maximumSteps ? .limit : nil
  }

  private func windowState(_ row: Int) -> WindowState? {
    guard let phi = slots[row].phi, let kappa = network.kappa else { return nil }
    return WindowState(
      phi: UnsafeBufferPointer(rebasing: UnsafeBufferPointer(phi[0])[...slots[row].text.count]),
      kappa: UnsafeBufferPointer(kappa[row]))
  }

  /// Whether what a sampler chose can be an input.
  private func isPossible(_ input: UnsafeMutableBufferPointer<Float>) -> Bool {
    architecture.input == .ink
      ? UnsafeBufferPointer(input).allFinite
      : LoadedModel.symbol(input[0], below: architecture.input.symbols) != nil
  }

  private func leave(_ row: Int, _ outcome: Result<FinishedSequence, any Error>) {
    let ticket = slots[row].ticket
    let last = slots.count - 1
    network.move(row: last, to: row)
    slots.swapAt(row, last)
    slots.removeLast()
    ticket.settle(outcome)
  }
}
