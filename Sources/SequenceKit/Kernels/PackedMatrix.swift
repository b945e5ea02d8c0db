internal import CKernels

/// Weights of a layer, laid out once for the product: panels of 64 outputs that stream through the cache.
///
/// Unchecked because of its pointers: the memory is written in `init` alone and read by any thread afterwards.
public final class PackedMatrix: @unchecked Sendable {
  /// In which order the rows become outputs.
  public enum Order: Sendable {
    /// As they come.
    case rows
    /// i, f, g, o of 16 cells in each panel, so that the LSTM kernel finishes cells while their sums are warm.
    case gates
  }

  public let precision: Precision
  public let order: Order
  /// Rows of the weights.
  public let outputs: Int
  /// Inputs of each part that the product is over.
  public let parts: [Int]
  let weights: ck_weights
  let bias: AlignedMatrix

  /// Blocks of columns that stand beside each other in one matrix; each is multiplied with a part of the inputs.
  public struct Block {
    /// Row-major weights, of which `columns` are taken from each row.
    public var weights: [Float]
    public var rowStride: Int
    public var columns: Range<Int>

    public init(weights: [Float], rowStride: Int, columns: Range<Int>? = nil) {
      self.weights = weights
      self.rowStride = rowStride
      self.columns = columns ?? 0..<rowStride
    }
  }

  /// Packs [block | block | …] with `outputs` rows; blocks without columns are left out.
  /// - Parameter bias: one element for each output; zeros if nil.
  public init(
    _ blocks: [Block], outputs: Int, bias values: [Float]? = nil, precision: Precision = .fp32, order: Order = .rows
  ) {
    precondition(outputs > 0 && values.map { $0.count == outputs } ?? true, "one bias for each output is needed")
    precondition(order == .rows || outputs % 4 == 0, "cells have four gates each")
    let blocks = blocks.filter { !$0.columns.isEmpty }
    self.precision = precision
    self.order = order
    self.outputs = outputs
    parts = blocks.map(\.columns.count)
    let code = order == .rows ? CK_ROWS : CK_GATES
    let padded = ck_padded_outputs(code, outputs)
    let words = parts.reduce(0) { $0 + precision.words($1) }
    let panels: UnsafeMutablePointer<UInt32> = Self.zeros(padded * words, UInt32(0))
    let scales: UnsafeMutablePointer<Float> = Self.zeros(precision == .int8 ? padded : 0, Float(0))
    let offsets: UnsafeMutablePointer<Int32> = Self.zeros(precision == .int8 ? padded : 0, Int32(0))
    func forEachBlock(_ body: (_ block: Block, _ start: UnsafePointer<Float>) -> Void) {
      for block in blocks {
        precondition(block.weights.count == outputs * block.rowStride, "a block has the wrong size")
        precondition(block.columns.lowerBound >= 0 && block.columns.upperBound <= block.rowStride, "no such columns")
        block.weights.withUnsafeBufferPointer { body(block, $0.baseAddress! + block.columns.lowerBound) }
      }
    }
    if precision == .int8 {
      forEachBlock { ck_largest(code, outputs, $0.columns.count, $1, $0.rowStride, scales) }
      for output in 0..<padded { scales[output] /= 127 }
    }
    var first = 0
    forEachBlock {
      ck_pack(
        precision.code, code, outputs, $0.columns.count, $1, $0.rowStride, words, first, panels, scales, offsets)
      first += precision.words($0.columns.count)
    }
    weights = ck_weights(
      precision: precision.code, outputs: padded, words: words, panels: panels, scales: scales, offsets: offsets)
    bias = AlignedMatrix(rows: 1, columns: padded)
    if let values { for (row, value) in values.enumerated() { bias[0][ck_output(code, outputs, row)] = value } }
  }

  deinit {
    UnsafeMutablePointer(mutating: weights.panels).deallocate()
    UnsafeMutablePointer(mutating: weights.scales).deallocate()
    UnsafeMutablePointer(mutating: weights.offsets).deallocate()
  }

  /// Outputs with what fills up the last panel; in the order of gates, 4 for each cell up to a multiple of 16.
  public var paddedOutputs: Int { weights.outputs }

  /// Number of weights, and of multiplications with one row of inputs.
  public var count: Int { outputs * parts.reduce(0, +) }

  /// Number of panels, the pieces that a product can be split into.
  public var panels: Int { weights.outputs / Int(CK_PANEL) }

  /// The output that a row of the weights becomes.
  public func output(ofRow row: Int) -> Int { ck_output(order == .rows ? CK_ROWS : CK_GATES, outputs, row) }

  /// Bytes of memory that the weights take.
  public var bytes: Int { weights.outputs * (weights.words * 4 + (precision == .int8 ? 8 : 0)) + bias.bytes }

  /// Bytes of memory that weights of these sizes take, before there are any.
  public static func bytes(outputs: Int, parts: [Int], precision: Precision, order: Order = .rows) -> Int {
    let padded = ck_padded_outputs(order == .rows ? CK_ROWS : CK_GATES, outputs)
    let words = parts.reduce(0) { $0 + precision.words($1) }
    return padded * (words * 4 + (precision == .int8 ? 8 : 0)) + AlignedMatrix.bytes(rows: 1, columns: padded)
  }

  private static func zeros<Element>(_ count: Int, _ zero: Element) -> UnsafeMutablePointer<Element> {
    let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * 4, alignment: 64)
    let elements = bytes.bindMemory(to: Element.self, capacity: max(count, 1))
    elements.initialize(repeating: zero, count: max(count, 1))
    return elements
  }
}
