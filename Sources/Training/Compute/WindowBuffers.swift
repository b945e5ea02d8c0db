import CTraining
import Networks

/// What the soft window keeps of a chunk, and its products; with a window the first layer runs with it step by step.
final class WindowBuffers {
  /// [T+1, B]: x | w of the step before | h of the step before, the first layer's operand.
  let first: Plane
  let p: Plane
  let dp: Plane
  let kappaPrevious: Plane
  let kappa: Plane
  let dKappa: Plane
  let forward: Product
  let back: Product
  let gradient: Product
  private let cells: Int
  private let rowTexts: UnsafeMutablePointer<ct_text>

  init(_ shape: PassShape, bf16: Bool) {
    let (all, rows, components) = (shape.all, shape.rows, shape.components)
    let k3 = 3 * components
    cells = shape.architecture.layers[0].cells
    first = Plane(rows: all + rows, columns: shape.seenWidth + cells, bf16: bf16)
    p = Plane(rows: all, columns: k3, bf16: false)
    dp = Plane(rows: all, columns: k3, bf16: bf16)
    kappaPrevious = Plane(rows: all + rows, columns: components, bf16: false)
    kappa = Plane(rows: all, columns: components, bf16: false)
    dKappa = Plane(rows: rows, columns: components, bf16: false)
    forward = Product(m: rows, n: k3, k: cells, aStride: shape.hiddenWidth, cStride: k3, bf16: bf16)
    back = Product(m: rows, n: cells, k: k3, aStride: k3, cStride: shape.hiddenWidth, accumulate: true, bf16: bf16)
    gradient = Product(
      gradient: k3, n: cells, rows: all, aStride: k3, bStride: shape.hiddenWidth, cStride: cells, bf16: bf16)
    rowTexts = .allocate(capacity: rows)
  }

  deinit { rowTexts.deallocate() }

  func load(_ parameters: FlatParameters) {
    forward.pack(parameters.pointer("window.weight"), stride: cells, transposed: true)
    back.pack(parameters.pointer("window.weight"), stride: cells, transposed: false)
  }

  /// The texts that the rows of a step read.
  func select(_ texts: TextTable, _ chunk: Chunk, at start: Int) -> UnsafePointer<ct_text> {
    for row in 0..<chunk.rows { rowTexts[row] = texts.entries[Int(chunk.text[start + row])] }
    return UnsafePointer(rowTexts)
  }
}
