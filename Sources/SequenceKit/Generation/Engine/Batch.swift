import Kernels
import Networks

/// The running sequences of one model on one thread, advanced together, a row each.
///
/// Sequences join and leave between steps; a leaving one's row is taken by the last. Nothing that a row computes
/// depends on where it stands or who stands beside it.
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
  private var slots: [Slot] = []

  /// The next step's inputs: (Δx, Δy, pen-up), or a symbol index, −1 for the null vector.
  private let inputs: AlignedMatrix
  /// [input, window, h below, own h] of each layer.
  private let gathered: [AlignedMatrix]
  private let gates: [AlignedMatrix]
  private let cells: [AlignedMatrix]
  private let hidden: [AlignedMatrix]
  private let windowParameters: AlignedMatrix?
  private let kappa: AlignedMatrix?
  /// The window vectors w.
  private let window: AlignedMatrix?
  private let read: AlignedMatrix
  private let output: AlignedMatrix

  init(_ model: LoadedModel) {
    self.model = model
    architecture = model.description.architecture
    inputs = AlignedMatrix(rows: 0, columns: architecture.input == .ink ? 3 : 1)
    gathered = model.layers.map { AlignedMatrix(rows: 0, columns: $0.product.inputs) }
    gates = model.layers.map { AlignedMatrix(rows: 0, columns: 4 * $0.cells) }
    cells = model.layers.map { AlignedMatrix(rows: 0, columns: $0.cells) }
    hidden = model.layers.map { AlignedMatrix(rows: 0, columns: $0.cells) }
    windowParameters = architecture.window.map { AlignedMatrix(rows: 0, columns: 3 * $0.components) }
    kappa = architecture.window.map { AlignedMatrix(rows: 0, columns: $0.components) }
    window = architecture.window.map { AlignedMatrix(rows: 0, columns: $0.symbols) }
    read = AlignedMatrix(rows: 0, columns: architecture.headInputWidth)
    output = AlignedMatrix(rows: 0, columns: architecture.head.width)
  }

  var count: Int { slots.count }

  /// Takes a sequence in, before the next step.
  func join(_ arrival: Arrival) {
    let row = slots.count
    if row == inputs.rows {
      for matrix in everyMatrix { matrix.reserve(rows: max(4, 2 * row)) }
    }
    for matrix in stateMatrices { matrix.clearRow(row) }
    let request = arrival.request
    var forced = request.prime[...]
    if architecture.input != .ink {
      // Text begins with its first given symbol; ink always begins with the null offset (section 4.1).
      inputs[row][0] = forced.popFirst() ?? -1
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
    for index in model.layers.indices {
      advance(layer: index, rows: rows)
      if index == 0 { slideWindows(rows: rows) }
    }
    var column = 0
    for (index, states) in hidden.enumerated() where architecture.outputSkips || index == hidden.count - 1 {
      states.copyColumns(0, count: states.columns, rows: rows, to: read, at: column)
      column += states.columns
    }
    model.kernels.multiply(read, by: model.head, rows: rows, into: output)
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

  private func advance(layer index: Int, rows: Int) {
    let layer = model.layers[index]
    let x = gathered[index]
    if let column = layer.inputColumn {
      if let embedding = model.embedding {
        for row in 0..<rows {
          let target = UnsafeMutableBufferPointer(rebasing: x[row][column..<column + embedding.columns])
          let symbol = Int(inputs[row][0])
          if symbol < 0 { target.update(repeating: 0) } else { _ = target.update(fromContentsOf: embedding[symbol]) }
        }
      } else {
        inputs.copyColumns(0, count: inputs.columns, rows: rows, to: x, at: column)
      }
    }
    if let column = layer.windowColumn, let window {
      window.copyColumns(0, count: window.columns, rows: rows, to: x, at: column)
    }
    if let column = layer.belowColumn {
      hidden[index - 1].copyColumns(0, count: hidden[index - 1].columns, rows: rows, to: x, at: column)
    }
    hidden[index].copyColumns(0, count: layer.cells, rows: rows, to: x, at: layer.ownColumn)
    if let table = layer.symbolTable {
      for row in 0..<rows {
        let symbol = Int(inputs[row][0])
        _ = gates[index][row].update(fromContentsOf: table[symbol < 0 ? table.rows - 1 : symbol])
      }
    }
    model.kernels.multiply(
      x, by: layer.product, rows: rows, into: gates[index], accumulating: layer.symbolTable != nil)
    model.kernels.lstm(
      rows: rows, gates: gates[index], peepholes: layer.peepholes, c: cells[index], h: hidden[index], hColumn: 0)
  }

  private func slideWindows(rows: Int) {
    guard let matrix = model.window, let windowParameters, let kappa, let window else { return }
    model.kernels.multiply(hidden[0], by: matrix, rows: rows, into: windowParameters)
    for row in 0..<rows {
      guard let phi = slots[row].phi else { continue }
      model.kernels.window(
        parameters: windowParameters[row], kappa: kappa[row], text: slots[row].text, phi: phi[0], w: window[row])
    }
  }

  /// Fills in a row's next input, forced or sampled.
  /// - Returns: why the sequence ends; nil if it goes on.
  private func choose(_ row: Int) -> FinishedSequence.Reason? {
    let outputs = UnsafeBufferPointer(output[row])
    let input = inputs[row]
    let step = slots[row].steps
    slots[row].steps += 1
    guard outputs.allFinite else { return .nonFinite }
    let forced = slots[row].forced
    if step * input.count < forced.count {
      let first = forced.startIndex + step * input.count
      _ = input.update(fromContentsOf: forced[first..<first + input.count])
    } else {
      let request = slots[row].request
      var random = StepRandom(seed: request.seed, stream: request.stream, step: UInt32(step))
      let window = windowState(row)
      let decision = slots[row].sampler.step(output: outputs, window: window, random: &random, input: input)
      if decision == .finish { return .finished }
      guard isPossible(input) else { return .nonFinite }
    }
    return slots[row].steps == slots[row].request.maximumSteps ? .limit : nil
  }

  private func windowState(_ row: Int) -> WindowState? {
    guard let phi = slots[row].phi, let kappa else { return nil }
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
    for matrix in stateMatrices { matrix.copyRow(last, to: row) }
    slots.swapAt(row, last)
    slots.removeLast()
    ticket.settle(outcome)
  }

  /// What a sequence carries from step to step.
  private var stateMatrices: [AlignedMatrix] {
    [inputs] + cells + hidden + [kappa, window].compactMap { $0 }
  }

  private var everyMatrix: [AlignedMatrix] {
    stateMatrices + gathered + gates + [read, output] + [windowParameters].compactMap { $0 }
  }
}
