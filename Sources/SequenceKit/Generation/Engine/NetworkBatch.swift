import Kernels
import Networks

/// The network's side of the sequences that run together: what each carries from step to step in a row, and the step.
///
/// Nothing that a row computes depends on where it stands or who stands beside it.
final class NetworkBatch {
  private let model: LoadedModel
  private let architecture: Architecture
  private let desk: Desk?

  /// The next step's inputs: (Δx, Δy, pen-up), or a symbol index, −1 for the null vector.
  let inputs: AlignedMatrix
  let kappa: AlignedMatrix?
  /// The head's outputs of the last step.
  let output: AlignedMatrix
  /// A byte for each row, not 0 where a hidden state was not a number.
  private(set) var broken: UnsafeMutableBufferPointer<UInt8>

  private let cells: [AlignedMatrix]
  /// Hidden states of the last step, and room for those of the next.
  private var hidden: [ActivationMatrix]
  private var coming: [ActivationMatrix]
  private let windowParameters: AlignedMatrix?
  /// The window vectors w.
  private let window: AlignedMatrix?
  /// They, as the products take them.
  private let windowInput: ActivationMatrix?
  private let layerInput: ActivationMatrix?
  /// What a layer's sums begin with, where it is neither a bias nor a row of a table.
  private let sums: AlignedMatrix?
  private let sumRows = StartRows()
  /// Each layer's rows of its table.
  private let tableRows: [StartRows]

  /// What the helpers of a step are to do.
  private var work = Work.nothing
  private var rows = 0
  /// Whether there are rows that take no part.
  private var isPartial = false

  private enum Work {
    case nothing
    case layer(Int, StartRows?)
    case head
  }

  /// - Parameter desk: where idle threads are asked to help; nil to compute alone.
  init(_ model: LoadedModel, desk: Desk?) {
    self.model = model
    self.desk = desk
    architecture = model.description.architecture
    let precision = model.precision
    let isInk = architecture.input == .ink
    inputs = AlignedMatrix(rows: 0, columns: isInk ? 3 : 1)
    cells = model.layers.map { AlignedMatrix(rows: 0, columns: $0.cells) }
    hidden = model.layers.map { ActivationMatrix(precision, .hiddenStates, rows: 0, columns: $0.cells) }
    coming = model.layers.map { ActivationMatrix(precision, .hiddenStates, rows: 0, columns: $0.cells) }
    windowParameters = architecture.window.map { AlignedMatrix(rows: 0, columns: 3 * $0.components) }
    kappa = architecture.window.map { AlignedMatrix(rows: 0, columns: $0.components) }
    window = architecture.window.map { AlignedMatrix(rows: 0, columns: $0.symbols) }
    windowInput = architecture.window.map { ActivationMatrix(precision, .values, rows: 0, columns: $0.symbols) }
    let widest = model.layers.compactMap { ($0.input ?? $0.window)?.paddedOutputs }.max()
    sums = widest.map { AlignedMatrix(rows: 0, columns: $0) }
    layerInput =
      model.layers.contains { $0.input != nil }
      ? ActivationMatrix(isInk ? .fp32 : precision, .values, rows: 0, columns: architecture.input.width) : nil
    tableRows = model.layers.map { _ in StartRows() }
    output = AlignedMatrix(rows: 0, columns: architecture.head.width)
    broken = .allocate(capacity: 0)
  }

  deinit { broken.deallocate() }

  /// Makes room for at least so many rows.
  func reserve(rows wanted: Int) {
    guard wanted > inputs.rows else { return }
    for matrix in [inputs, output] + cells + [kappa, window, windowParameters, sums].compactMap({ $0 }) {
      matrix.reserve(rows: wanted)
    }
    for matrix in hidden + coming + [windowInput, layerInput].compactMap({ $0 }) { matrix.reserve(rows: wanted) }
    for rows in tableRows { rows.reserve(rows: wanted) }
    sumRows.reserve(rows: wanted)
    if let sums { sumRows.setAll(to: sums, shared: false) }
    broken.deallocate()
    broken = .allocate(capacity: wanted)
    broken.initialize(repeating: 0)
  }

  /// Puts a row at a sequence's beginning: all zero.
  func clear(row: Int) {
    for matrix in stateMatrices { matrix.clearRow(row) }
    for matrix in stateActivations { matrix.clearRow(row) }
    broken[row] = 0
  }

  /// Puts a row's state in the place of another's.
  func move(row source: Int, to target: Int) {
    for matrix in stateMatrices { matrix.copyRow(source, to: target) }
    for matrix in stateActivations { matrix.copyRow(source, to: target) }
    broken[target] = broken[source]
  }

  /// Puts a row of another batch of the same model in the place of one of this.
  func copy(row source: Int, of other: NetworkBatch, to target: Int) {
    for (matrix, theirs) in zip(stateMatrices, other.stateMatrices) { matrix.copyRow(source, of: theirs, to: target) }
    for (matrix, theirs) in zip(stateActivations, other.stateActivations) {
      matrix.copyRow(source, of: theirs, to: target)
    }
    broken[target] = other.broken[source]
  }

  /// Bytes of memory that the rows take, whether sequences have them or not.
  var bytes: Int {
    let floats = [output] + stateMatrices + [window, windowParameters, sums].compactMap { $0 }
    let activations = hidden + coming + [windowInput, layerInput].compactMap { $0 }
    let pointers = (tableRows.count + 1) * MemoryLayout<UnsafePointer<Float>>.stride
    return floats.reduce(0) { $0 + $1.bytes } + activations.reduce(0) { $0 + $1.bytes } + inputs.rows * (pointers + 1)
  }

  /// Advances the first `rows` rows by one step; others stay as they are.
  /// - Parameters:
  ///   - used: rows that sequences have.
  ///   - slide: moves a row's window: parameters, κ and w of the row.
  func step(
    rows: Int, of used: Int, slide: (_ row: Int, _ parameters: Row, _ kappa: Row, _ w: Row) -> Void
  ) {
    self.rows = rows
    isPartial = rows < used
    for index in model.layers.indices {
      advance(layer: index)
      guard index == 0, let matrix = model.window, let windowParameters, let kappa, let window, let windowInput else {
        continue
      }
      model.kernels.multiply([hidden[0]], by: matrix, rows: rows, into: windowParameters)
      for row in 0..<rows {
        slide(row, windowParameters[row], kappa[row], window[row])
        model.kernels.activate(UnsafeBufferPointer(window[row]), into: windowInput, row: row)
      }
    }
    work = .head
    run(model.head)
  }

  typealias Row = UnsafeMutableBufferPointer<Float>

  private func advance(layer index: Int) {
    let layer = model.layers[index]
    var starts: StartRows?
    if let table = layer.symbolTable {
      for row in 0..<rows {
        let symbol = Int(inputs[row][0])
        tableRows[index].set(row, to: table, row: symbol < 0 ? table.rows - 1 : symbol)
      }
      starts = tableRows[index]
    } else if let matrix = layer.input, let layerInput, let sums {
      if index == 0 { readInputs() }
      model.kernels.multiply([layerInput], by: matrix, rows: rows, into: sums)
      starts = sumRows
    }
    if let matrix = layer.window, let windowInput, let sums {
      model.kernels.multiply([windowInput], by: matrix, rows: rows, from: starts, into: sums)
      starts = sumRows
    }
    work = .layer(index, starts)
    run(layer.recurrent)
    if isPartial {
      for row in 0..<rows { hidden[index].copyRow(row, of: coming[index], to: row) }
    } else {
      swap(&hidden[index], &coming[index])
    }
  }

  /// Writes the inputs, or their rows of the embedding, as the layers' product takes them.
  private func readInputs() {
    guard let layerInput else { return }
    for row in 0..<rows {
      guard let embedding = model.embedding else {
        model.kernels.activate(UnsafeBufferPointer(inputs[row]), into: layerInput, row: row)
        continue
      }
      let symbol = Int(inputs[row][0])
      if symbol < 0 {
        layerInput.clearRow(row)
      } else {
        layerInput.copyRow(symbol, of: embedding, to: row)
      }
    }
  }

  /// Does the work on all panels of a matrix, with the help of idle threads where that pays.
  private func run(_ matrix: PackedMatrix) {
    guard let desk, matrix.bytes * rows > Desk.leastBytes else { return perform(0..<matrix.panels) }
    desk.perform(self, count: matrix.panels)
  }

  private var stateMatrices: [AlignedMatrix] { [inputs] + cells + [kappa].compactMap { $0 } }
  private var stateActivations: [ActivationMatrix] { hidden + [windowInput].compactMap { $0 } }
}

extension NetworkBatch: Piecework {
  func perform(_ panels: Range<Int>) {
    switch work {
    case .nothing: break
    case .layer(let index, let starts):
      let layer = model.layers[index]
      let inputs = layer.readsBelow ? [hidden[index - 1], hidden[index]] : [hidden[index]]
      model.kernels.lstm(
        inputs, by: layer.recurrent, rows: rows, from: starts, peepholes: layer.peepholes, c: cells[index],
        h: coming[index], broken: broken, panels: panels)
    case .head:
      model.kernels.multiply(
        Array(hidden[architecture.headLayers]), by: model.head, rows: rows, into: output, panels: panels)
    }
  }
}
