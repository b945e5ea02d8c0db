import CTraining
import Glibc
import Networks

/// Forward and backward pass of one worker over one chunk: B sequences, T steps, truncated at the chunk's ends.
///
/// What does not depend on the step before is one product over all T·B rows; a step holds only the recurrent
/// products and the element-wise work, so that the arithmetic stays near the machine's peak.
final class NetworkPass {
  /// Limits on derivatives, Graves 2013 sections 3 and 4: at the LSTM inputs and at the outputs.
  struct Clipping: Sendable {
    var cells: Float = 10
    var outputs: Float = 100
  }

  /// How elements are left out while learning.
  struct DropoutPlan: Sendable, Equatable {
    var input = 0.0
    var hidden = 0.0
    var output = 0.0
    var isLocked = false
  }

  struct Result: Sendable {
    /// Nats, summed over the predictions that count.
    var loss = 0.0
    /// Σ |Δ − Σπμ|², normalised units; 0 for text.
    var squares = 0.0
    /// Predictions whose most probable symbol was another; 0 for ink.
    var errors: Int64 = 0
    var units = 0

    static func += (sum: inout Result, other: Result) {
      sum.loss += other.loss
      sum.squares += other.squares
      sum.errors += other.errors
      sum.units += other.units
    }
  }

  let shape: PassShape
  let gradient: FlatParameters
  let clipping: Clipping
  let logFloor: Float
  let layers: [LayerBuffers]
  var weights: FlatParameters
  /// What a teacher says of the text that is learned, and the share of each target that this is.
  var softTargets: (targets: SoftTargets, weight: Float)?

  /// [T, B]: x | w, seen by the layers above the first (and by the first without a window); nil with tables.
  let seen: Plane?
  let dSeen: Plane?
  /// [T, B]: h of every layer, and what the layers above and the head read of it: the same without dropout.
  let hidden: Plane
  let read: Plane
  let dHidden: Plane
  let y: Plane
  /// Derivatives at the outputs; a softmax writes them over `y`.
  let dy: Plane
  let stepBack: Plane
  let recurrentSum: Plane
  let dCell: Plane
  let window: WindowBuffers?
  let headForward: Product
  let headBack: Product
  let headGradient: Product
  let dropout: DropoutPlan
  let inputDropout: Dropout?
  let layerDropouts: [Dropout?]

  /// - Parameters:
  ///   - architecture: one that `untrainable` has nothing against.
  ///   - smallestDeviation: σ is kept at or above this, in normalised units.
  ///   - bf16: products of bf16, which `Product.takesBF16` must allow, or else of fp32.
  init(
    _ architecture: Architecture, steps: Int, rows: Int, clipping: Clipping, smallestDeviation: Float, bf16: Bool,
    dropout: DropoutPlan = DropoutPlan()
  ) {
    precondition(architecture.untrainable == nil, "a network that the trainer cannot train")
    let shape = PassShape(architecture, steps: steps, rows: rows, masksInput: dropout.input > 0)
    self.shape = shape
    self.clipping = clipping
    self.dropout = dropout
    logFloor = log(smallestDeviation)
    gradient = FlatParameters(architecture)
    weights = FlatParameters(architecture)
    let (all, sum) = (shape.all, shape.hiddenWidth)
    let stepBack = Plane(rows: rows, columns: shape.symbols + shape.widestLayer, bf16: false)
    self.stepBack = stepBack
    layers = architecture.layers.indices.map {
      LayerBuffers($0, shape, stepBackStride: stepBack.columns, bf16: bf16)
    }
    seen = shape.usesTable ? nil : Plane(rows: all, columns: shape.seenWidth, bf16: bf16)
    dSeen = shape.usesTable ? nil : Plane(rows: all, columns: shape.seenWidth, bf16: false)
    hidden = Plane(rows: all, columns: sum, bf16: bf16)
    layerDropouts = architecture.layers.indices.map { index in
      let rate = index == architecture.layers.count - 1 ? dropout.output : dropout.hidden
      return rate > 0
        ? Dropout(steps: steps, rows: rows, columns: architecture.layers[index].cells, isLocked: dropout.isLocked) : nil
    }
    inputDropout =
      dropout.input > 0 && !shape.usesTable
      ? Dropout(steps: steps, rows: rows, columns: shape.denseWidth, isLocked: dropout.isLocked) : nil
    read = layerDropouts.contains { $0 != nil } ? Plane(rows: all, columns: sum, bf16: bf16) : hidden
    dHidden = Plane(rows: all, columns: sum, bf16: false)
    y = Plane(rows: all, columns: shape.outputWidth, bf16: bf16)
    if case .softmax(_) = architecture.head {
      dy = y
    } else {
      dy = Plane(rows: all, columns: shape.outputWidth, bf16: bf16)
    }
    recurrentSum = Plane(rows: rows, columns: 4 * shape.widestLayer, bf16: false)
    dCell = Plane(rows: rows, columns: shape.widestLayer, bf16: false)
    window = shape.components > 0 ? WindowBuffers(shape, bf16: bf16) : nil
    let (outputs, headWidth) = (shape.outputWidth, shape.headColumns.count)
    headForward = Product(m: all, n: outputs, k: headWidth, aStride: sum, cStride: outputs, bf16: bf16)
    headBack = Product(m: all, n: headWidth, k: outputs, aStride: outputs, cStride: sum, bf16: bf16)
    headGradient = Product(
      gradient: outputs, n: headWidth, rows: all, aStride: outputs, bStride: sum, cStride: headWidth, bf16: bf16)
  }

  /// A pass with the sizes, limits and precision of a run.
  convenience init(_ architecture: Architecture, _ settings: TrainingSettings, learns: Bool = true) {
    self.init(
      architecture, steps: settings.steps, rows: settings.rows,
      clipping: Clipping(cells: Float(settings.cellClip), outputs: Float(settings.outputClip)),
      smallestDeviation: Float(settings.smallestDeviation), bf16: settings.precision.here == .bf16,
      dropout: learns ? settings.dropout : DropoutPlan())
  }

  /// Takes over new weights: packs every matrix for its products.
  func load(_ parameters: FlatParameters) {
    weights = parameters
    for layer in layers { layer.load(parameters) }
    window?.load(parameters)
    let head = parameters.pointer(shape.architecture.headWeight)
    headForward.pack(head, stride: shape.headColumns.count, transposed: true)
    headBack.pack(head, stride: shape.headColumns.count, transposed: false)
  }

  /// State that a chunk hands to the next: what stands before step 0.
  var carried: [Plane] {
    (window.map { [$0.first, $0.kappaPrevious] } ?? []) + layers.map(\.cPrevious) + layers.compactMap(\.previous)
  }

  /// Moves the state after the last step to before the first.
  private func carry() {
    for plane in carried {
      plane.values.update(from: plane.row(shape.all), count: shape.rows * plane.columns)
      plane.round(row: 0, rows: shape.rows)
    }
  }

  /// Forgets all state: the next chunk begins from zero.
  func forget() {
    for plane in carried { plane.zero(rows: shape.all..<shape.all + shape.rows) }
  }

  /// Runs a chunk; with `learn`, adds its derivatives to `gradient`. State is carried from the chunk before. The loss is
  /// that of the text's own symbols, also where soft targets are learned from.
  /// - Parameter key: what the dropout of this chunk is drawn from; nil leaves nothing out.
  func run(_ chunk: Chunk, texts: TextTable, learn: Bool, dropoutKey key: UInt64? = nil) -> Result {
    if let key { drawDropouts(key) }
    return run(chunk, texts: texts, learn: learn, masks: key != nil)
  }

  /// The same with the masks of dropout as they stand, or with nothing left out.
  func run(_ chunk: Chunk, texts: TextTable, learn: Bool, masks: Bool) -> Result {
    carry()
    forward(chunk, texts, masks: masks)
    var result = Result()
    result.units = chunk.units
    let bias = weights.pointer("head.bias")
    let all = Int32(shape.all)
    switch shape.architecture.head {
    case .mixtureDensity(let components):
      ct_mixture_loss(
        all, Int32(components), y.values, bias, chunk.targets, chunk.mask, learn ? dy.values : nil,
        clipping.outputs, logFloor, &result.loss, &result.squares)
    case .softmax(let symbols):
      ct_softmax_loss(
        all, Int32(symbols), y.values, bias, chunk.nextSymbols, chunk.mask, learn ? 1 : 0, clipping.outputs,
        &result.loss, &result.errors)
      if learn, let (targets, weight) = softTargets {
        ct_soften(all, Int32(symbols), y.values, chunk.nextSymbols, chunk.mask, targets.values, chunk.places, weight)
      }
    }
    if learn { backward(chunk, texts, masks: masks) }
    return result
  }

  private func drawDropouts(_ key: UInt64) {
    var generator = SplitMix64(state: key)
    inputDropout?.draw(rate: dropout.input, key: generator.next())
    for (index, layer) in layerDropouts.enumerated() {
      let rate = index == layers.count - 1 ? dropout.output : dropout.hidden
      layer?.draw(rate: rate, key: generator.next())
    }
  }
}
