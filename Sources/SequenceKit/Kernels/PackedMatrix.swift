internal import CKernels

/// Weights of a layer, laid out once for the product: panels of 64 outputs that stream through the cache.
///
/// Unchecked because of its pointers: the memory is written in `init` alone and read by any thread afterwards.
public final class PackedMatrix: @unchecked Sendable {
  public let outputs: Int
  public let inputs: Int
  let panels: UnsafeMutablePointer<Float>
  let bias: UnsafeMutablePointer<Float>

  /// Blocks of columns that stand beside each other in one matrix.
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

  /// Packs [block | block | …] with `outputs` rows.
  /// - Parameter bias: one element for each output; zeros if nil.
  public init(_ blocks: [Block], outputs: Int, bias values: [Float]? = nil) {
    precondition(outputs > 0 && values.map { $0.count == outputs } ?? true, "one bias for each output is needed")
    self.outputs = outputs
    inputs = blocks.reduce(0) { $0 + $1.columns.count }
    let padded = (outputs + Int(CK_PANEL) - 1) / Int(CK_PANEL) * Int(CK_PANEL)
    panels = Self.zeros(padded * inputs)
    bias = Self.zeros(padded)
    if let values { bias.update(from: values, count: outputs) }
    var first = 0
    for block in blocks {
      precondition(block.weights.count == outputs * block.rowStride, "a block has the wrong size")
      precondition(block.columns.lowerBound >= 0 && block.columns.upperBound <= block.rowStride, "no such columns")
      block.weights.withUnsafeBufferPointer { weights in
        guard let start = weights.baseAddress else { return }
        ck_pack(
          outputs, block.columns.count, start + block.columns.lowerBound, block.rowStride, inputs, first, panels)
      }
      first += block.columns.count
    }
  }

  deinit {
    panels.deallocate()
    bias.deallocate()
  }

  private static func zeros(_ count: Int) -> UnsafeMutablePointer<Float> {
    let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * 4, alignment: 64)
    let floats = bytes.bindMemory(to: Float.self, capacity: count)
    floats.update(repeating: 0, count: count)
    return floats
  }
}
