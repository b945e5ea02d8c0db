import CTraining
import Networks

/// A layer's share of its input for every symbol, [V, 4·cells]: W · E[v] for an embedding E, a column of W for one-hot
/// symbols. A step looks its row up; the derivatives of all steps are summed by symbol before any product.
final class SymbolTable {
  private let name: String
  private let cells: Int
  private let symbols: Int
  private let inputs: Int
  /// 0 for one-hot symbols.
  private let dimension: Int
  private let rows: Plane
  private let sums: Plane
  private var forward: Product?
  private var weightGradient: Product?
  private var embeddingGradient: Product?

  init(_ index: Int, _ shape: PassShape) {
    name = "layers.\(index).weight_ih"
    let n = shape.architecture.layers[index].cells
    cells = n
    symbols = shape.inputSymbols
    inputs = shape.architecture.inputWidth(ofLayer: index)
    rows = Plane(rows: symbols, columns: 4 * n, bf16: false)
    sums = Plane(rows: symbols, columns: 4 * n, bf16: false)
    guard case .embedding(_, let dimension) = shape.architecture.input else {
      self.dimension = 0
      return
    }
    self.dimension = dimension
    forward = Product(m: symbols, n: 4 * n, k: dimension, aStride: dimension, cStride: 4 * n, bf16: false)
    weightGradient = Product(
      gradient: 4 * n, n: dimension, rows: symbols, aStride: 4 * n, bStride: dimension, cStride: inputs, bf16: false)
    embeddingGradient = Product(
      m: symbols, n: dimension, k: 4 * n, aStride: 4 * n, cStride: dimension, accumulate: true, bf16: false)
  }

  func load(_ parameters: FlatParameters) {
    let weights = UnsafePointer(parameters.pointer(name))
    if let forward {
      forward.pack(weights, stride: inputs, transposed: true)
      embeddingGradient?.pack(weights, stride: inputs, transposed: false)
      forward.run(UnsafeRawPointer(parameters.pointer("embedding.weight")), into: rows.values)
    } else {
      ct_transpose(Int32(4 * cells), Int32(symbols), weights, Int32(inputs), rows.values, Int32(4 * cells))
    }
  }

  /// Fills the gates of every step with its symbol's row.
  func look(up chunk: Chunk, into gates: Plane) {
    ct_gather_rows(
      Int32(gates.rows), Int32(4 * cells), rows.values, Int32(4 * cells), chunk.symbols, gates.values, Int32(4 * cells))
  }

  /// Adds the derivatives of the layer's weights and of the embedding.
  func backward(_ chunk: Chunk, dgates: Plane, weights: FlatParameters, gradient: FlatParameters) {
    sums.zero(rows: 0..<symbols)
    ct_scatter_rows(
      Int32(dgates.rows), Int32(4 * cells), dgates.values, Int32(4 * cells), chunk.symbols, sums.values,
      Int32(4 * cells))
    let target = gradient.pointer(name)
    if let weightGradient, let embeddingGradient {
      weightGradient.run(sums.values, UnsafeRawPointer(weights.pointer("embedding.weight")), into: target)
      embeddingGradient.run(sums.values, into: gradient.pointer("embedding.weight"))
    } else {
      ct_add_transposed(Int32(symbols), Int32(4 * cells), sums.values, Int32(4 * cells), target, Int32(inputs))
    }
  }
}
