import CTraining
import Glibc
import Networks

/// Forward and backward pass of one worker over one chunk of ink: B lines, T steps, truncated at the chunk's ends.
///
/// What does not depend on the step before is one product over all T·B rows; a step holds only the recurrent
/// products and the element-wise work, so that the arithmetic stays near the machine's peak.
final class InkPass {
  /// Limits on derivatives, Graves 2013 section 4: ±10 at the LSTM inputs, ±100 at the outputs.
  struct Clipping: Sendable {
    var cells: Float = 10
    var outputs: Float = 100
  }

  struct Result: Sendable {
    /// Nats, summed over the predictions that count.
    var loss = 0.0
    /// Σ |Δ − Σπμ|², normalised units.
    var squares = 0.0
    var points = 0
  }

  struct LayerState {
    let cells: Int
    let peepholes: Bool
    /// [4·cells], the sum of the layer's bias vectors.
    let bias: UnsafeMutablePointer<Float>
    let gates: Plane
    let dgates: Plane
    /// h of the step before, zero where a line begins; layer 0 keeps it in `first`.
    let previous: Plane?
    let cPrevious: Plane
    let c: Plane
    let tanhC: Plane
    let recurrent: Product
    let recurrentBack: Product
    let fromWindow: Product?
    let fromBelow: Product?
    let toWindow: Product?
    let toBelow: Product?
    let gradients: [Product]
  }

  let architecture: Architecture
  let steps: Int
  let rows: Int
  let gradient: FlatParameters
  let clipping: Clipping
  let logFloor: Float
  let inputWidth: Int
  let symbols: Int
  let components: Int
  let mixtures: Int
  let hiddenWidth: Int
  let outputWidth: Int
  let hiddenOffsets: [Int]
  var layers: [LayerState] = []
  let bf16: Bool

  /// [T+1, B]: x | w of the step before | h of the step before, the first layer's operand.
  let first: Plane
  /// [T, B]: x | w, seen by the layers above.
  let seen: Plane
  let dSeen: Plane
  /// [T, B]: h of every layer.
  let hidden: Plane
  let dHidden: Plane
  let p: Plane
  let dp: Plane
  let kappaPrevious: Plane
  let kappa: Plane
  let dKappa: Plane
  let y: Plane
  let dy: Plane
  let stepBack: Plane
  let recurrentSum: Plane
  let dCell: Plane
  let joined: Plane
  let windowForward: Product
  let windowBack: Product
  let windowGradient: Product
  let headForward: Product
  let headBack: Product
  let headGradient: Product
  var weights: FlatParameters
  let rowTexts: UnsafeMutablePointer<ct_text>

  /// - Parameters:
  ///   - architecture: ink input, window, skips and mixture head; any number of layers.
  ///   - smallestDeviation: σ is kept at or above this, in normalised units.
  init(
    _ architecture: Architecture, steps: Int, rows: Int, clipping: Clipping, smallestDeviation: Float, bf16: Bool
  ) {
    guard case .mixtureDensity(let mixtures) = architecture.head, let window = architecture.window,
      architecture.inputSkips, architecture.outputSkips, case .ink = architecture.input
    else { preconditionFailure("InkPass is for ink networks with a window, skips and a mixture density") }
    self.architecture = architecture
    self.steps = steps
    self.rows = rows
    self.clipping = clipping
    self.bf16 = bf16
    self.mixtures = mixtures
    logFloor = log(smallestDeviation)
    symbols = window.symbols
    components = window.components
    let width = 3 + window.symbols
    inputWidth = width
    let all = steps * rows
    var offsets: [Int] = []
    var sum = 0
    for layer in architecture.layers {
      offsets.append(sum)
      sum += layer.cells
    }
    hiddenOffsets = offsets
    hiddenWidth = sum
    outputWidth = architecture.head.width
    let cells0 = architecture.layers[0].cells
    let widest = architecture.layers.map(\.cells).max() ?? 0
    gradient = FlatParameters(architecture)
    weights = FlatParameters(architecture)
    first = Plane(rows: all + rows, columns: width + cells0, bf16: bf16)
    seen = Plane(rows: all, columns: width, bf16: bf16)
    dSeen = Plane(rows: all, columns: width, bf16: false)
    hidden = Plane(rows: all, columns: sum, bf16: bf16)
    dHidden = Plane(rows: all, columns: sum, bf16: false)
    p = Plane(rows: all, columns: 3 * components, bf16: false)
    dp = Plane(rows: all, columns: 3 * components, bf16: bf16)
    kappaPrevious = Plane(rows: all + rows, columns: components, bf16: false)
    kappa = Plane(rows: all, columns: components, bf16: false)
    dKappa = Plane(rows: rows, columns: components, bf16: false)
    y = Plane(rows: all, columns: outputWidth, bf16: false)
    dy = Plane(rows: all, columns: outputWidth, bf16: bf16)
    stepBack = Plane(rows: rows, columns: max(symbols + cells0, widest), bf16: false)
    recurrentSum = Plane(rows: rows, columns: 4 * widest, bf16: false)
    dCell = Plane(rows: rows, columns: widest, bf16: false)
    joined = Plane(rows: 4 * cells0, columns: width + cells0, bf16: false)
    rowTexts = .allocate(capacity: rows)

    let k3 = 3 * components
    windowForward = Product(m: rows, n: k3, k: cells0, aStride: sum, cStride: k3, bf16: bf16)
    windowBack = Product(m: rows, n: cells0, k: k3, aStride: k3, cStride: sum, accumulate: true, bf16: bf16)
    windowGradient = Product(gradient: k3, n: cells0, rows: all, aStride: k3, bStride: sum, cStride: cells0, bf16: bf16)
    headForward = Product(m: all, n: outputWidth, k: sum, aStride: sum, cStride: outputWidth, bf16: bf16)
    headBack = Product(m: all, n: sum, k: outputWidth, aStride: outputWidth, cStride: sum, bf16: bf16)
    headGradient = Product(
      gradient: outputWidth, n: sum, rows: all, aStride: outputWidth, bStride: sum, cStride: sum, bf16: bf16)

    for (index, layer) in architecture.layers.enumerated() {
      let n = layer.cells
      let isFirst = index == 0
      let below = isFirst ? 0 : architecture.layers[index - 1].cells
      let inputs = architecture.inputWidth(ofLayer: index)
      let bias = UnsafeMutablePointer<Float>.allocate(capacity: 4 * n)
      bias.initialize(repeating: 0, count: 4 * n)
      let operand = isFirst ? width + n : n
      var gradients: [Product] = []
      if isFirst {
        gradients = [
          Product(gradient: 4 * n, n: width, rows: all, aStride: 4 * n, bStride: width + n, cStride: width, bf16: bf16),
          Product(gradient: 4 * n, n: n, rows: all, aStride: 4 * n, bStride: width + n, cStride: n, bf16: bf16),
        ]
      } else {
        gradients = [
          Product(gradient: 4 * n, n: width, rows: all, aStride: 4 * n, bStride: width, cStride: inputs, bf16: bf16),
          Product(gradient: 4 * n, n: n, rows: all, aStride: 4 * n, bStride: n, cStride: n, bf16: bf16),
          Product(gradient: 4 * n, n: below, rows: all, aStride: 4 * n, bStride: sum, cStride: inputs, bf16: bf16),
        ]
      }
      layers.append(
        LayerState(
          cells: n, peepholes: layer.peepholes, bias: bias,
          gates: Plane(rows: all, columns: 4 * n, bf16: false), dgates: Plane(rows: all, columns: 4 * n, bf16: bf16),
          previous: isFirst ? nil : Plane(rows: all + rows, columns: n, bf16: bf16),
          cPrevious: Plane(rows: all + rows, columns: n, bf16: false), c: Plane(rows: all, columns: n, bf16: false),
          tanhC: Plane(rows: all, columns: n, bf16: false),
          recurrent: Product(m: rows, n: 4 * n, k: operand, aStride: operand, cStride: 4 * n, bf16: bf16),
          recurrentBack: Product(
            m: rows, n: isFirst ? symbols + n : n, k: 4 * n, aStride: 4 * n, cStride: stepBack.columns, bf16: bf16),
          fromWindow: isFirst
            ? nil : Product(m: all, n: 4 * n, k: width, aStride: width, cStride: 4 * n, bf16: bf16),
          fromBelow: isFirst
            ? nil : Product(m: all, n: 4 * n, k: below, aStride: sum, cStride: 4 * n, accumulate: true, bf16: bf16),
          toWindow: isFirst
            ? nil : Product(m: all, n: width, k: 4 * n, aStride: 4 * n, cStride: width, accumulate: true, bf16: bf16),
          toBelow: isFirst
            ? nil : Product(m: all, n: below, k: 4 * n, aStride: 4 * n, cStride: sum, accumulate: true, bf16: bf16),
          gradients: gradients))
    }
  }

  /// A pass with the sizes, limits and precision of a run.
  convenience init(_ architecture: Architecture, _ settings: TrainingSettings) {
    self.init(
      architecture, steps: settings.steps, rows: settings.rows,
      clipping: Clipping(cells: Float(settings.cellClip), outputs: Float(settings.outputClip)),
      smallestDeviation: Float(settings.smallestDeviation), bf16: settings.precision == .bf16)
  }

  deinit {
    for layer in layers { layer.bias.deallocate() }
    rowTexts.deallocate()
  }

  /// Takes over new weights: packs every matrix for its products.
  func load(_ parameters: FlatParameters) {
    weights = parameters
    for (index, layer) in layers.enumerated() {
      let name = "layers.\(index)"
      let n = layer.cells
      let inputs = architecture.inputWidth(ofLayer: index)
      let ih = UnsafePointer(parameters.pointer("\(name).weight_ih"))
      let hh = UnsafePointer(parameters.pointer("\(name).weight_hh"))
      layer.bias.update(from: parameters.pointer("\(name).bias_ih"), count: 4 * n)
      if parameters.contains("\(name).bias_hh") { ct_add(layer.bias, parameters.pointer("\(name).bias_hh"), 4 * n) }
      if index == 0 {
        for gate in 0..<(4 * n) {
          joined.row(gate).update(from: ih + gate * inputs, count: inputs)
          joined.row(gate, column: inputs).update(from: hh + gate * n, count: n)
        }
        layer.recurrent.pack(joined.values, stride: joined.columns, transposed: true)
        layer.recurrentBack.pack(joined.values + 3, stride: joined.columns, transposed: false)
      } else {
        layer.recurrent.pack(hh, stride: n, transposed: true)
        layer.recurrentBack.pack(hh, stride: n, transposed: false)
        layer.fromWindow?.pack(ih, stride: inputs, transposed: true)
        layer.fromBelow?.pack(ih + inputWidth, stride: inputs, transposed: true)
        layer.toWindow?.pack(ih, stride: inputs, transposed: false)
        layer.toBelow?.pack(ih + inputWidth, stride: inputs, transposed: false)
      }
    }
    let cells0 = layers[0].cells
    windowForward.pack(parameters.pointer("window.weight"), stride: cells0, transposed: true)
    windowBack.pack(parameters.pointer("window.weight"), stride: cells0, transposed: false)
    headForward.pack(parameters.pointer("head.weight"), stride: hiddenWidth, transposed: true)
    headBack.pack(parameters.pointer("head.weight"), stride: hiddenWidth, transposed: false)
  }

  /// State that a chunk hands to the next: what stands before step 0.
  var carried: [Plane] {
    [first, kappaPrevious] + layers.map(\.cPrevious) + layers.compactMap(\.previous)
  }

  /// Moves the state after the last step to before the first.
  func carry() {
    for plane in carried {
      plane.values.update(from: plane.row(steps * rows), count: rows * plane.columns)
      plane.round(row: 0, rows: rows)
    }
  }

  /// Runs a chunk; with `learn`, adds its derivatives to `gradient`. State is carried from the chunk before.
  func run(_ chunk: InkChunk, texts: TextTable, learn: Bool) -> Result {
    carry()
    forward(chunk, texts)
    var result = Result()
    result.points = chunk.points
    ct_mixture_loss(
      Int32(steps * rows), Int32(mixtures), y.values, weights.pointer("head.bias"), chunk.targets, chunk.mask,
      learn ? dy.values : nil, clipping.outputs, logFloor, &result.loss, &result.squares)
    if learn { backward(chunk, texts) }
    return result
  }
}
