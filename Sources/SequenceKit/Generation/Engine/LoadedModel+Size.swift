import Kernels
public import Networks

extension LoadedModel {
  /// Bytes of memory that a model's packed weights will take, without loading it: the same as `bytes` afterwards.
  public static func bytes(of description: ModelDescription) -> Int {
    let architecture = description.architecture
    let precision = description.precision ?? .fp32
    let usesTable = architecture.usesSymbolTable
    var sum = PackedMatrix.bytes(
      outputs: architecture.head.width, parts: architecture.headLayers.map { architecture.layers[$0].cells },
      precision: precision)
    if let window = architecture.window {
      sum += PackedMatrix.bytes(
        outputs: 3 * window.components, parts: [architecture.layers[0].cells], precision: precision)
    }
    if case .embedding(let symbols, let dimension) = architecture.input, !usesTable {
      sum += ActivationMatrix.bytes(precision, rows: symbols, columns: dimension)
    }
    for (index, layer) in architecture.layers.enumerated() {
      func gates(_ parts: [Int], _ precision: Precision) -> Int {
        PackedMatrix.bytes(outputs: 4 * layer.cells, parts: parts, precision: precision, order: .gates)
      }
      let below = index > 0 ? [architecture.layers[index - 1].cells] : []
      sum += gates(below + [layer.cells], precision)
      guard index == 0 || architecture.inputSkips else { continue }
      if architecture.windowWidth > 0 { sum += gates([architecture.windowWidth], precision) }
      if usesTable {
        sum += AlignedMatrix.bytes(
          rows: architecture.input.symbols + 1, columns: 4 * ((layer.cells + 15) / 16 * 16))
      } else {
        sum += gates([architecture.input.width], architecture.input == .ink ? .fp32 : precision)
      }
    }
    return sum
  }
}

extension Architecture {
  /// Whether a layer looks its input's share up by symbol: always for one-hot rows, whose product is a column of the
  /// weights, and for embeddings of up to 1,024 symbols.
  var usesSymbolTable: Bool {
    switch input {
    case .ink: false
    case .oneHot: true
    case .embedding(let symbols, _): symbols <= 1024
    }
  }
}
