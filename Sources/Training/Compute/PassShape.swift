import Networks

/// Sizes that a pass derives from its architecture, its steps T and its rows B.
struct PassShape {
  let architecture: Architecture
  let steps: Int
  let rows: Int
  /// T · B.
  let all: Int
  /// Columns of the input that go through products: 3 for ink, the dimension of an embedding that is looked up row by
  /// row, 0 where each layer has a table of its input's share for every symbol.
  let denseWidth: Int
  /// Width of the window vector w and number of its Gaussians; 0 without a window.
  let symbols: Int
  let components: Int
  /// Where each layer's cells begin among those of all layers.
  let hiddenOffsets: [Int]
  let hiddenWidth: Int
  /// What the head reads: columns of all layers' cells.
  let headColumns: Range<Int>
  let outputWidth: Int
  let widestLayer: Int

  /// Input and window side by side.
  var seenWidth: Int { denseWidth + symbols }
  /// Whether a layer's share of its input is a row of a table, as it is for one-hot symbols and small embeddings.
  var usesTable: Bool { denseWidth == 0 }
  /// Number of symbols that the input knows; 0 for ink.
  let inputSymbols: Int

  /// - Parameter masksInput: dropout on the input needs each step's vector, so there is no table.
  init(_ architecture: Architecture, steps: Int, rows: Int, masksInput: Bool) {
    self.architecture = architecture
    self.steps = steps
    self.rows = rows
    all = steps * rows
    symbols = architecture.windowWidth
    components = architecture.window?.components ?? 0
    var offsets: [Int] = []
    var sum = 0
    for layer in architecture.layers {
      offsets.append(sum)
      sum += layer.cells
    }
    hiddenOffsets = offsets
    hiddenWidth = sum
    headColumns = (architecture.outputSkips ? 0 : offsets.last ?? 0)..<sum
    outputWidth = architecture.head.width
    widestLayer = architecture.layers.map(\.cells).max() ?? 0
    switch architecture.input {
    case .ink:
      denseWidth = 3
      inputSymbols = 0
    case .oneHot(let symbols):
      denseWidth = 0
      inputSymbols = symbols
    case .embedding(let symbols, let dimension):
      // A table pays where a symbol occurs more than once in a chunk.
      denseWidth = masksInput || symbols > all / 2 ? dimension : 0
      inputSymbols = symbols
    }
  }

  func seesInput(_ layer: Int) -> Bool { layer == 0 || architecture.inputSkips }

  /// Column of a layer's `weight_ih` where the hidden state of the layer below begins.
  func belowColumn(_ layer: Int) -> Int {
    seesInput(layer) ? architecture.input.width + architecture.windowWidth : 0
  }
}

extension Architecture {
  /// Why the trainer cannot train the network, as the second half of a sentence; nil when it can.
  var untrainable: String? {
    if layers.isEmpty { return "it has no layer" }
    switch (input, head) {
    case (.ink, .mixtureDensity(let components)):
      if components > 64 { return "its mixture has \(components) components; the trainer's loss takes at most 64" }
    case (.ink, .softmax), (.oneHot, .mixtureDensity), (.embedding, .mixtureDensity):
      return "ink goes with a mixture density, symbols with a softmax"
    case (.oneHot, .softmax), (.embedding, .softmax):
      if window != nil { return "the window is for ink" }
    }
    if tied {
      guard case .embedding(let symbols, let dimension) = input, head.width == symbols, headInputWidth == dimension
      else { return "a tied head needs an embedding of the width that the head reads" }
    }
    return nil
  }
}
