import Kernels
import Networks

/// What the layers of a model are made from.
struct LayerSource {
  let architecture: Architecture
  private let model: any ModelSource
  let precision: Precision
  let kernels: KernelTable
  /// Rows of the embedding as the layers' product takes them; nil without one.
  let embedding: ActivationMatrix?

  init(_ model: any ModelSource, _ precision: Precision, _ kernels: KernelTable) throws(ModelPackageError) {
    architecture = model.description.architecture
    self.model = model
    self.precision = precision
    self.kernels = kernels
    guard case .embedding(let symbols, let dimension) = architecture.input else {
      embedding = nil
      return
    }
    // Tables are made in fp32 whatever the precision is: their rows are sums' beginnings, not inputs.
    let rows = ActivationMatrix(
      architecture.usesSymbolTable ? .fp32 : precision, .values, rows: symbols, columns: dimension)
    try Self.values("embedding.weight", of: model).withUnsafeBufferPointer { weights in
      for symbol in 0..<symbols {
        kernels.activate(
          UnsafeBufferPointer(rebasing: weights[symbol * dimension..<(symbol + 1) * dimension]), into: rows, row: symbol
        )
      }
    }
    embedding = rows
  }

  /// The values of a parameter that the architecture has.
  /// - Throws: when there are none, or not as many as it has.
  func values(_ name: String) throws(ModelPackageError) -> [Float] { try Self.values(name, of: model) }

  private static func values(_ name: String, of model: any ModelSource) throws(ModelPackageError) -> [Float] {
    let values = try model.tensor(name) ?? []
    let expected = model.description.architecture.parameters.first { $0.name == name }?.count ?? 0
    guard values.count == expected else {
      throw ModelPackageError(
        "The model '\(model.description.name)' has \(values.count) values of the tensor '\(name)'; "
          + "\(expected) were expected")
    }
    return values
  }
}

/// One LSTM layer. Its pre-activations are the bias, then the input's share, the window's, that of the layer below and
/// its own; all but the last two, which are one product, are summed beforehand.
struct LoadedLayer {
  let cells: Int
  /// Over [h of the layer below, own h], with the layer's bias.
  let recurrent: PackedMatrix
  let peepholes: PeepholeWeights?
  /// The input's share with the bias, a row for each symbol and a last one for no symbol; columns in the order of gates.
  let symbolTable: AlignedMatrix?
  /// Gives the input's share with the bias, where there is no table: of ink in fp32, whose offsets have a wide range.
  let input: PackedMatrix?
  /// Gives the window's share; without a bias.
  let window: PackedMatrix?
  let readsBelow: Bool

  init(_ index: Int, _ source: LayerSource) throws(ModelPackageError) {
    let architecture = source.architecture
    let layer = architecture.layers[index]
    let name = "layers.\(index)"
    cells = layer.cells
    readsBelow = index > 0
    peepholes = layer.peepholes ? PeepholeWeights(try source.values("\(name).peepholes")) : nil
    var bias = try source.values("\(name).bias_ih")
    if layer.biases == 2 { bias = zip(bias, try source.values("\(name).bias_hh")).map(+) }

    let weights = try source.values("\(name).weight_ih")
    let width = architecture.inputWidth(ofLayer: index)
    func gates(_ blocks: [PackedMatrix.Block], bias: [Float]?, _ precision: Precision) -> PackedMatrix {
      PackedMatrix(blocks, outputs: 4 * layer.cells, bias: bias, precision: precision, order: .gates)
    }
    let seesInput = index == 0 || architecture.inputSkips
    let inputWidth = seesInput ? architecture.input.width : 0
    let windowEnd = inputWidth + (seesInput ? architecture.windowWidth : 0)
    let inputBlock = PackedMatrix.Block(weights: weights, rowStride: width, columns: 0..<inputWidth)
    recurrent = gates(
      [
        .init(weights: weights, rowStride: width, columns: windowEnd..<width),
        .init(weights: try source.values("\(name).weight_hh"), rowStride: cells),
      ], bias: bias, source.precision)
    window =
      windowEnd > inputWidth
      ? gates(
        [.init(weights: weights, rowStride: width, columns: inputWidth..<windowEnd)], bias: nil, source.precision) : nil
    let usesTable = seesInput && architecture.usesSymbolTable
    input =
      seesInput && !usesTable
      ? gates([inputBlock], bias: bias, architecture.input == .ink ? .fp32 : source.precision) : nil
    symbolTable = usesTable ? Self.table(inputBlock, bias, source, like: recurrent) : nil
  }

  /// Bytes of memory that the weights take.
  var bytes: Int {
    recurrent.bytes + (input?.bytes ?? 0) + (window?.bytes ?? 0) + (symbolTable?.bytes ?? 0)
  }

  /// Multiplications of the layer's products, of one sequence in one step.
  var multiplications: Int { recurrent.count + (input?.count ?? 0) + (window?.count ?? 0) }

  /// - Parameter matrix: the layer's recurrent one, whose order of outputs the table has.
  private static func table(
    _ input: PackedMatrix.Block, _ bias: [Float], _ source: LayerSource, like matrix: PackedMatrix
  ) -> AlignedMatrix {
    let symbols = source.architecture.input.symbols
    let table = AlignedMatrix(rows: symbols + 1, columns: matrix.paddedOutputs)
    if let embedding = source.embedding {
      source.kernels.multiply(
        [embedding], by: PackedMatrix([input], outputs: bias.count, bias: bias, order: .gates), rows: symbols,
        into: table)
    }
    for (row, value) in bias.enumerated() {
      let output = matrix.output(ofRow: row)
      table[symbols][output] = value
      guard source.embedding == nil else { continue }
      for symbol in 0..<symbols { table[symbol][output] = value + input.weights[row * input.rowStride + symbol] }
    }
    return table
  }
}
