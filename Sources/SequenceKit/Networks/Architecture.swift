/// The shape of a recurrent network, as `model.json` describes it; the code knows no network by name.
///
/// One value describes each network of Graves 2013 and its relatives: a stack of LSTM layers over ink or symbols,
/// with or without peepholes, skip connections and an attention window, ending in a softmax or a mixture density.
public struct Architecture: Codable, Equatable, Sendable {
  /// What one input vector is.
  public var input: Input
  /// The LSTM layers, first to last.
  public var layers: [Layer]
  /// The soft window over a text (Graves 2013, eqs 46–51), driven by the first layer; nil when unconditioned.
  public var window: Window?
  /// Whether every layer sees the input (and window), not only the first.
  public var inputSkips: Bool
  /// Whether the head reads every layer, not only the last.
  public var outputSkips: Bool
  /// What the network predicts.
  public var head: Head
  /// Whether the head's matrix is the embedding's own (Press and Wolf 2017); what it reads is then as wide as the
  /// embedding, and there is no tensor `head.weight`.
  public var tied: Bool

  public init(
    input: Input, layers: [Layer], window: Window? = nil, inputSkips: Bool = false, outputSkips: Bool = false,
    head: Head, tied: Bool = false
  ) {
    self.input = input
    self.layers = layers
    self.window = window
    self.inputSkips = inputSkips
    self.outputSkips = outputSkips
    self.head = head
    self.tied = tied
  }

  /// How a step's input becomes a vector.
  public enum Input: Codable, Equatable, Sendable {
    /// (Δx, Δy, pen-up), the offsets normalised.
    case ink
    /// A row with one 1 at the symbol's index.
    case oneHot(symbols: Int)
    /// A learned row for each symbol.
    case embedding(symbols: Int, dimension: Int)

    /// Number of elements of the input vector.
    public var width: Int {
      switch self {
      case .ink: 3
      case .oneHot(let symbols): symbols
      case .embedding(_, let dimension): dimension
      }
    }
  }

  /// One LSTM layer (Graves 2013, eqs 7–11).
  public struct Layer: Codable, Equatable, Sendable {
    /// Number of memory cells.
    public var cells: Int
    /// Diagonal cell-to-gate weights.
    public var peepholes: Bool
    /// Bias vectors: 2 as PyTorch's LSTM has them (input and recurrent), 1 as the paper.
    public var biases: Int

    public init(cells: Int, peepholes: Bool = false, biases: Int = 1) {
      self.cells = cells
      self.peepholes = peepholes
      self.biases = biases
    }
  }

  /// The attention window: `components` Gaussians that slide over a text of one-hot characters.
  public struct Window: Codable, Equatable, Sendable {
    /// K, the number of Gaussians.
    public var components: Int
    /// Size of the alphabet: width of the window vector w.
    public var symbols: Int

    public init(components: Int, symbols: Int) {
      self.components = components
      self.symbols = symbols
    }
  }

  /// The output distribution.
  public enum Head: Codable, Equatable, Sendable {
    /// One of `symbols` symbols.
    case softmax(symbols: Int)
    /// `components` bivariate Gaussians and an end-of-stroke Bernoulli (eqs 16–25).
    case mixtureDensity(components: Int)

    /// Number of outputs: 1 + 6M for a mixture of M.
    public var width: Int {
      switch self {
      case .softmax(let symbols): symbols
      case .mixtureDensity(let components): 1 + 6 * components
      }
    }
  }

  /// Width of the window vector w, 0 without a window.
  public var windowWidth: Int { window?.symbols ?? 0 }

  /// Width of the non-recurrent input of a layer: [input, window, hidden of the layer below], as present.
  public func inputWidth(ofLayer index: Int) -> Int {
    let below = index == 0 ? 0 : layers[index - 1].cells
    let seesInput = index == 0 || inputSkips
    return (seesInput ? input.width + windowWidth : 0) + below
  }

  /// Name of the tensor that the head multiplies by.
  public var headWeight: String { tied ? "embedding.weight" : "head.weight" }

  /// Width of the vector that the head reads: hidden states of all layers (first to last) or of the last only.
  public var headInputWidth: Int {
    outputSkips ? layers.reduce(0) { $0 + $1.cells } : (layers.last?.cells ?? 0)
  }
}
