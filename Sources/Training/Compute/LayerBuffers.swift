import CTraining
import Networks

/// What one layer keeps of a chunk, and its products.
final class LayerBuffers {
  let index: Int
  let name: String
  let cells: Int
  let peepholes: Bool
  /// Where the layer's cells begin among those of all layers.
  let column: Int
  /// Columns of `weight_ih`.
  let inputs: Int
  /// Column of `weight_ih` where the layer below begins.
  let belowColumn: Int
  /// [4·cells], the sum of the layer's bias vectors.
  let bias: UnsafeMutablePointer<Float>
  let gates: Plane
  let dgates: Plane
  /// h of the step before, zero where a sequence begins; the first layer of a network with a window keeps it in `first`.
  let previous: Plane?
  let cPrevious: Plane
  let c: Plane
  let tanhC: Plane
  /// [4·cells, x | w | cells]: `weight_ih` beside `weight_hh`, for the first layer of a network with a window.
  let joined: Plane?
  let recurrent: Product
  let recurrentBack: Product
  /// The share of input and window where it is a product over all steps.
  var fromSeen: Product?
  var toSeen: Product?
  var seenGradient: Product?
  /// The share of the layer below.
  var fromBelow: Product?
  var toBelow: Product?
  var belowGradient: Product?
  let recurrentGradient: Product
  /// The share of the input where it is a table.
  let table: SymbolTable?

  init(_ index: Int, _ shape: PassShape, stepBackStride: Int, bf16: Bool) {
    let layer = shape.architecture.layers[index]
    let n = layer.cells
    let (all, rows, sum) = (shape.all, shape.rows, shape.hiddenWidth)
    let seen = shape.seenWidth
    let slides = index == 0 && shape.components > 0
    self.index = index
    name = "layers.\(index)"
    cells = n
    peepholes = layer.peepholes
    column = shape.hiddenOffsets[index]
    let inputs = shape.architecture.inputWidth(ofLayer: index)
    self.inputs = inputs
    belowColumn = shape.belowColumn(index)
    bias = .allocate(capacity: 4 * n)
    bias.initialize(repeating: 0, count: 4 * n)
    gates = Plane(rows: all, columns: 4 * n, bf16: false)
    dgates = Plane(rows: all, columns: 4 * n, bf16: bf16)
    previous = slides ? nil : Plane(rows: all + rows, columns: n, bf16: bf16)
    cPrevious = Plane(rows: all + rows, columns: n, bf16: false)
    c = Plane(rows: all, columns: n, bf16: false)
    tanhC = Plane(rows: all, columns: n, bf16: false)
    joined = slides ? Plane(rows: 4 * n, columns: seen + n, bf16: false) : nil
    let operand = slides ? seen + n : n
    recurrent = Product(m: rows, n: 4 * n, k: operand, aStride: operand, cStride: 4 * n, bf16: bf16)
    recurrentBack = Product(
      m: rows, n: slides ? shape.symbols + n : n, k: 4 * n, aStride: 4 * n, cStride: stepBackStride, bf16: bf16)
    recurrentGradient = Product(
      gradient: 4 * n, n: n, rows: all, aStride: 4 * n, bStride: operand, cStride: n, bf16: bf16)
    table = shape.usesTable && shape.seesInput(index) ? SymbolTable(index, shape) : nil
    if shape.seesInput(index), !shape.usesTable {
      seenGradient = Product(
        gradient: 4 * n, n: seen, rows: all, aStride: 4 * n, bStride: slides ? operand : seen, cStride: inputs,
        bf16: bf16)
      if !slides { fromSeen = Product(m: all, n: 4 * n, k: seen, aStride: seen, cStride: 4 * n, bf16: bf16) }
      // The derivative by ink itself is of no use to anyone.
      let needed = shape.components > 0 || shape.architecture.input != .ink
      if !slides, needed {
        toSeen = Product(m: all, n: seen, k: 4 * n, aStride: 4 * n, cStride: seen, accumulate: true, bf16: bf16)
      }
    }
    if index > 0 {
      let below = shape.architecture.layers[index - 1].cells
      fromBelow = Product(
        m: all, n: 4 * n, k: below, aStride: sum, cStride: 4 * n, accumulate: shape.seesInput(index), bf16: bf16)
      toBelow = Product(m: all, n: below, k: 4 * n, aStride: 4 * n, cStride: sum, accumulate: true, bf16: bf16)
      belowGradient = Product(
        gradient: 4 * n, n: below, rows: all, aStride: 4 * n, bStride: sum, cStride: inputs, bf16: bf16)
    }
  }

  deinit { bias.deallocate() }

  /// Takes over new weights: packs every matrix for its products.
  func load(_ parameters: FlatParameters) {
    let n = cells
    let ih = UnsafePointer(parameters.pointer("\(name).weight_ih"))
    let hh = UnsafePointer(parameters.pointer("\(name).weight_hh"))
    bias.update(from: parameters.pointer("\(name).bias_ih"), count: 4 * n)
    if parameters.contains("\(name).bias_hh") { ct_add(bias, parameters.pointer("\(name).bias_hh"), 4 * n) }
    if let joined {
      for gate in 0..<(4 * n) {
        joined.row(gate).update(from: ih + gate * inputs, count: inputs)
        joined.row(gate, column: inputs).update(from: hh + gate * n, count: n)
      }
      recurrent.pack(joined.values, stride: joined.columns, transposed: true)
      recurrentBack.pack(joined.values + 3, stride: joined.columns, transposed: false)
    } else {
      recurrent.pack(hh, stride: n, transposed: true)
      recurrentBack.pack(hh, stride: n, transposed: false)
    }
    fromSeen?.pack(ih, stride: inputs, transposed: true)
    toSeen?.pack(ih, stride: inputs, transposed: false)
    fromBelow?.pack(ih + belowColumn, stride: inputs, transposed: true)
    toBelow?.pack(ih + belowColumn, stride: inputs, transposed: false)
    table?.load(parameters)
  }
}
