public import Kernels
public import Networks

/// A model ready to run: its weights packed once, shared by all threads.
///
/// Unchecked because of the matrices: they are written in `init` alone and only read afterwards.
public final class LoadedModel: @unchecked Sendable {
  public let description: ModelDescription
  /// What its products are computed with.
  public let precision: Precision
  let kernels: KernelTable
  let layers: [LoadedLayer]
  /// Gives α̂, β̂, κ̂ from the first layer's h; nil without a window.
  let window: PackedMatrix?
  let head: PackedMatrix
  /// Rows of the embedding, where the layers do not have tables of it.
  let embedding: ActivationMatrix?

  /// Packs the weights.
  /// - Parameters:
  ///   - precision: what to compute with; the package's own if nil.
  ///   - kernels: the instruction set to run on.
  /// - Throws: when the source lacks a tensor, cannot read it, or one has the wrong size.
  public init(
    _ source: some ModelSource, precision: Precision? = nil, kernels: KernelTable = .current
  ) throws(ModelPackageError) {
    description = source.description
    let precision = precision ?? description.precision ?? .fp32
    self.precision = precision
    self.kernels = kernels
    let architecture = description.architecture
    let source = try LayerSource(source, precision, kernels)
    var layers: [LoadedLayer] = []
    for index in architecture.layers.indices { layers.append(try LoadedLayer(index, source)) }
    self.layers = layers
    if let size = architecture.window {
      window = PackedMatrix(
        [.init(weights: try source.values("window.weight"), rowStride: architecture.layers[0].cells)],
        outputs: 3 * size.components, bias: try source.values("window.bias"), precision: precision)
    } else {
      window = nil
    }
    let width = architecture.headInputWidth
    let headWeights = try source.values(architecture.headWeight)
    var column = 0
    let parts = architecture.headLayers.map { index in
      let cells = architecture.layers[index].cells
      defer { column += cells }
      return PackedMatrix.Block(weights: headWeights, rowStride: width, columns: column..<column + cells)
    }
    head = PackedMatrix(
      parts, outputs: architecture.head.width, bias: try source.values("head.bias"), precision: precision)
    embedding = architecture.usesSymbolTable ? nil : source.embedding
  }

  /// Multiplications of all products, of one sequence in one step; what is looked up in tables has none.
  public var multiplications: Int { layers.reduce(head.count + (window?.count ?? 0)) { $0 + $1.multiplications } }

  /// Bytes of memory that the packed weights take.
  public var bytes: Int {
    layers.reduce(head.bytes + (window?.bytes ?? 0) + (embedding?.bytes ?? 0)) { $0 + $1.bytes }
  }

  /// Bytes of memory that the state of one sequence takes.
  public var bytesPerSequence: Int {
    let one = NetworkBatch(self, desk: nil)
    one.reserve(rows: 1)
    return one.bytes
  }
}

extension Architecture {
  /// The layers that the head reads, first to last.
  var headLayers: Range<Int> { outputSkips ? 0..<layers.count : layers.count - 1..<layers.count }
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
