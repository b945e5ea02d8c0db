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
  /// - Throws: when the package lacks a tensor or one has the wrong size.
  public init(
    _ package: ModelPackage, precision: Precision? = nil, kernels: KernelTable = .current
  ) throws(ModelPackageError) {
    description = package.description
    let precision = precision ?? description.precision ?? .fp32
    self.precision = precision
    self.kernels = kernels
    let architecture = description.architecture
    for parameter in architecture.parameters where package.tensors[parameter.name]?.count != parameter.count {
      throw ModelPackageError(
        "The model '\(description.name)' has \(package.tensors[parameter.name]?.count ?? 0) values of the tensor "
          + "'\(parameter.name)'; \(parameter.count) were expected")
    }
    let source = LayerSource(package, precision, kernels)
    layers = architecture.layers.indices.map { LoadedLayer($0, source) }
    window = architecture.window.map {
      PackedMatrix(
        [.init(weights: package.tensors["window.weight"]!, rowStride: architecture.layers[0].cells)],
        outputs: 3 * $0.components, bias: package.tensors["window.bias"]!, precision: precision)
    }
    let width = architecture.headInputWidth
    var column = 0
    let parts = architecture.headLayers.map { index in
      let cells = architecture.layers[index].cells
      defer { column += cells }
      return PackedMatrix.Block(
        weights: package.tensors[architecture.headWeight]!, rowStride: width, columns: column..<column + cells)
    }
    head = PackedMatrix(
      parts, outputs: architecture.head.width, bias: package.tensors["head.bias"]!, precision: precision)
    embedding = source.usesTable ? nil : source.embedding
  }

  /// Multiplications of all products, of one sequence in one step; what is looked up in tables has none.
  public var multiplications: Int { layers.reduce(head.count + (window?.count ?? 0)) { $0 + $1.multiplications } }

  /// Bytes of memory that the packed weights take.
  public var bytes: Int {
    layers.reduce(head.bytes + (window?.bytes ?? 0) + (embedding?.bytes ?? 0)) { $0 + $1.bytes }
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
