public import Kernels
public import Networks

/// A model ready to run: its weights packed once, shared by all threads.
///
/// Unchecked because of the matrices: they are written in `init` alone and only read afterwards.
public final class LoadedModel: @unchecked Sendable {
  public let description: ModelDescription
  let kernels: KernelTable
  let layers: [LoadedLayer]
  /// Gives α̂, β̂, κ̂ from the first layer's h; nil without a window.
  let window: PackedMatrix?
  let head: PackedMatrix
  /// Rows of the embedding, where the layers do not have tables of it.
  let embedding: AlignedMatrix?

  /// Packs the weights.
  /// - Parameter kernels: the instruction set to run on.
  /// - Throws: when the package lacks a tensor or one has the wrong size.
  public init(_ package: ModelPackage, kernels: KernelTable = .current) throws(ModelPackageError) {
    description = package.description
    self.kernels = kernels
    let architecture = description.architecture
    for parameter in architecture.parameters where package.tensors[parameter.name]?.count != parameter.count {
      throw ModelPackageError(
        "The model '\(description.name)' has \(package.tensors[parameter.name]?.count ?? 0) values of the tensor "
          + "'\(parameter.name)'; \(parameter.count) were expected")
    }
    let source = LayerSource(package, kernels)
    layers = architecture.layers.indices.map { LoadedLayer($0, source) }
    window = architecture.window.map {
      PackedMatrix(
        [.init(weights: package.tensors["window.weight"]!, rowStride: architecture.layers[0].cells)],
        outputs: 3 * $0.components, bias: package.tensors["window.bias"]!)
    }
    head = PackedMatrix(
      [.init(weights: package.tensors[architecture.headWeight]!, rowStride: architecture.headInputWidth)],
      outputs: architecture.head.width, bias: package.tensors["head.bias"]!)
    embedding = source.usesTable ? nil : source.embedding
  }
}

/// What the layers are made from.
struct LayerSource {
  let architecture: Architecture
  let tensors: [String: [Float]]
  let kernels: KernelTable
  let embedding: AlignedMatrix?

  init(_ package: ModelPackage, _ kernels: KernelTable) {
    architecture = package.description.architecture
    tensors = package.tensors
    self.kernels = kernels
    if case .embedding(let symbols, let dimension) = architecture.input {
      let rows = AlignedMatrix(rows: symbols, columns: dimension)
      for row in 0..<symbols {
        _ = rows[row].update(fromContentsOf: tensors["embedding.weight"]![row * dimension..<(row + 1) * dimension])
      }
      embedding = rows
    } else {
      embedding = nil
    }
  }

  /// Whether a layer looks its input's share up by symbol: always for one-hot rows, whose product is a column of the
  /// weights, and for embeddings of up to 1,024 symbols.
  var usesTable: Bool {
    switch architecture.input {
    case .ink: false
    case .oneHot: true
    case .embedding(let symbols, _): symbols <= 1024
    }
  }
}

/// One LSTM layer: all its products are one, over [input, window, h of the layer below, own h].
struct LoadedLayer {
  let cells: Int
  let product: PackedMatrix
  let peepholes: AlignedMatrix?
  /// The input's share of the pre-activations with the bias, a row for each symbol and a last one for no symbol.
  let symbolTable: AlignedMatrix?
  /// Where the parts stand among the product's inputs; nil where the layer does not see one.
  let inputColumn: Int?
  let windowColumn: Int?
  let belowColumn: Int?
  let ownColumn: Int

  init(_ index: Int, _ source: LayerSource) {
    let architecture = source.architecture
    let layer = architecture.layers[index]
    let name = "layers.\(index)"
    cells = layer.cells
    peepholes = source.tensors["\(name).peepholes"].map(AlignedMatrix.init(row:))
    var bias = source.tensors["\(name).bias_ih"]!
    if let second = source.tensors["\(name).bias_hh"] { bias = zip(bias, second).map(+) }

    let seesInput = index == 0 || architecture.inputSkips
    let width = architecture.inputWidth(ofLayer: index)
    let inputWidth = seesInput ? architecture.input.width : 0
    let input = PackedMatrix.Block(
      weights: source.tensors["\(name).weight_ih"]!, rowStride: width, columns: 0..<inputWidth)
    let tabled = seesInput && source.usesTable
    symbolTable = tabled ? Self.table(input, bias, source) : nil

    var column = tabled ? 0 : inputWidth
    inputColumn = seesInput && !tabled ? 0 : nil
    windowColumn = seesInput && architecture.window != nil ? column : nil
    column += seesInput ? architecture.windowWidth : 0
    belowColumn = index > 0 ? column : nil
    column += index > 0 ? architecture.layers[index - 1].cells : 0
    ownColumn = column
    product = PackedMatrix(
      [
        .init(weights: input.weights, rowStride: width, columns: (tabled ? inputWidth : 0)..<width),
        .init(weights: source.tensors["\(name).weight_hh"]!, rowStride: cells),
      ], outputs: 4 * cells, bias: bias)
  }

  private static func table(_ input: PackedMatrix.Block, _ bias: [Float], _ source: LayerSource) -> AlignedMatrix {
    let outputs = bias.count
    let symbols = source.architecture.input.symbols
    let table = AlignedMatrix(rows: symbols + 1, columns: outputs)
    if let embedding = source.embedding {
      source.kernels.multiply(
        embedding, by: PackedMatrix([input], outputs: outputs, bias: bias), rows: symbols, into: table)
    } else {
      for symbol in 0..<symbols {
        let row = table[symbol]
        for n in 0..<outputs { row[n] = bias[n] + input.weights[n * input.rowStride + symbol] }
      }
    }
    _ = table[symbols].update(fromContentsOf: bias)
    return table
  }
}

extension Architecture.Input {
  /// Number of symbols; 0 for ink.
  var symbols: Int {
    switch self {
    case .ink: 0
    case .oneHot(let symbols), .embedding(let symbols, _): symbols
    }
  }
}
