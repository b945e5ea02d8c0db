import Kernels
import Networks

/// The running sequences of one model on one thread, advanced together, a row each.
///
/// Sequences join and leave between steps. Rows stand in descending order of priority, so that the first ones can take a
/// step by themselves; a row that becomes free is taken by the last of its priority.
final class Batch {
  /// Of so many steps of the most urgent sequences, the others take part in one.
  static let urgentSteps = 8

  /// A sequence's own state that is no row of a matrix.
  fileprivate struct Slot {
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

  let model: LoadedModel
  private let architecture: Architecture
  private let network: NetworkBatch
  private var slots: [Slot] = []
  /// Steps that the most urgent sequences have taken.
  private var turn = 0

  /// - Parameter desk: where idle threads are asked to help; nil to compute alone.
  init(_ model: LoadedModel, desk: Desk?) {
    self.model = model
    architecture = model.description.architecture
    network = NetworkBatch(model, desk: desk)
  }

  var count: Int { slots.count }

  /// The lowest priority of a sequence here; nil when there is none.
  var lowestPriority: Int? { slots.last?.ticket.priority }

  /// Bytes of memory that the sequences' states take.
  var bytes: Int {
    network.bytes + slots.reduce(0) { $0 + ($1.phi?.bytes ?? 0) + $1.text.count * MemoryLayout<Int32>.stride }
  }

  /// Takes a sequence in, before the next step.
  func join(_ arrival: Arrival) {
    let row = makeRow(arrival.ticket.priority)
    network.clear(row: row)
    let request = arrival.request
    var forced = request.prime[...]
    if architecture.input != .ink {
      // Text begins with its first given symbol; ink always begins with the null offset (section 4.1).
      network.inputs[row][0] = forced.popFirst() ?? -1
    }
    slots.insert(
      Slot(
        ticket: arrival.ticket, request: request, text: request.text.map(Int32.init),
        phi: architecture.window == nil
          ? nil : AlignedMatrix(rows: 1, columns: (request.text.count + 1 + 15) / 16 * 16),
        forced: forced, sampler: request.sampler), at: row)
  }

  /// Takes in a sequence that paused.
  func resume(_ paused: PausedSequence) {
    let row = makeRow(paused.slot.ticket.priority)
    network.copy(row: 0, of: paused.state, to: row)
    slots.insert(paused.slot, at: row)
  }

  /// Takes out the last sequence, one of the lowest priority, with all it needs to go on later.
  func pauseLast() -> PausedSequence {
    let state = NetworkBatch(model, desk: nil)
    state.reserve(rows: 1)
    state.copy(row: slots.count - 1, of: network, to: 0)
    return PausedSequence(model: model, slot: slots.removeLast(), state: state)
  }

  /// Makes a row free where the priority belongs, behind others of the same.
  private func makeRow(_ priority: Int) -> Int {
    if slots.count == network.inputs.rows { network.reserve(rows: max(4, 2 * slots.count)) }
    let row = slots.indices.firstIndex { slots[$0].ticket.priority < priority } ?? slots.count
    for below in stride(from: slots.count, to: row, by: -1) { network.move(row: below - 1, to: below) }
    return row
  }

  /// Takes out the sequences whose tasks were cancelled, then advances the others by one step: the most urgent ones
  /// always, those below them now and then.
  /// - Returns: number of sequences that took the step.
  func step() -> Int {
    for row in slots.indices.reversed() where slots[row].ticket.isCancelled {
      leave(row, .failure(CancellationError()))
    }
    guard !slots.isEmpty else { return 0 }
    turn += 1
    let rows = turn % Self.urgentSteps == 0 ? slots.count : urgentRows
    network.step(rows: rows, of: slots.count) { row, parameters, kappa, w in
      guard let phi = slots[row].phi else { return }
      model.kernels.window(parameters: parameters, kappa: kappa, text: slots[row].text, phi: phi[0], w: w)
    }
    for row in (0..<rows).reversed() {
      if let reason = choose(row) {
        let slot = slots[row]
        leave(row, .success(FinishedSequence(sampler: slot.sampler, steps: slot.steps, reason: reason)))
      } else if slots[row].steps % 32 == 0 {
        slots[row].ticket.onProgress?(slots[row].steps, slots[row].sampler)
      }
    }
    return rows
  }

  /// How many sequences have the highest priority here. No slot is copied: a second owner of a sampler's arrays would make
  /// every step copy them.
  private var urgentRows: Int {
    let highest = slots[0].ticket.priority
    return slots.indices.firstIndex { slots[$0].ticket.priority < highest } ?? slots.count
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
    // The last of each priority takes the place that became free before it.
    var free = row
    for last in row..<slots.count
    where last == slots.count - 1 || slots[last].ticket.priority != slots[last + 1].ticket.priority {
      network.move(row: last, to: free)
      slots.swapAt(free, last)
      free = last
    }
    slots.removeLast()
    ticket.settle(outcome)
  }
}

/// A sequence that was taken out of its batch to go on later, with the same bytes as if it never had been.
struct PausedSequence {
  let model: LoadedModel
  fileprivate let slot: Batch.Slot
  fileprivate let state: NetworkBatch

  var ticket: Ticket { slot.ticket }

  /// Bytes of memory that it takes.
  var bytes: Int { state.bytes + (slot.phi?.bytes ?? 0) + slot.text.count * MemoryLayout<Int32>.stride }
}
