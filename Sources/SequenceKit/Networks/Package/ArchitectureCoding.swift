// How the architecture's choices read in `model.json`: an object with `kind` and its sizes, `{"kind": "one-hot",
// "symbols": 49}`, where the compiler's own coding would nest one object in another.

extension Architecture {
  private enum Keys: String, CodingKey { case input, layers, window, inputSkips, outputSkips, head, tied }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    self.init(
      input: try container.decode(Input.self, forKey: .input),
      layers: try container.decode([Layer].self, forKey: .layers),
      window: try container.decodeIfPresent(Window.self, forKey: .window),
      inputSkips: try container.decode(Bool.self, forKey: .inputSkips),
      outputSkips: try container.decode(Bool.self, forKey: .outputSkips),
      head: try container.decode(Head.self, forKey: .head),
      tied: try container.decodeIfPresent(Bool.self, forKey: .tied) ?? false)
  }

  /// `tied` is written only where it is true, so that older programs read every network that they know.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(input, forKey: .input)
    try container.encode(layers, forKey: .layers)
    try container.encodeIfPresent(window, forKey: .window)
    try container.encode(inputSkips, forKey: .inputSkips)
    try container.encode(outputSkips, forKey: .outputSkips)
    try container.encode(head, forKey: .head)
    if tied { try container.encode(true, forKey: .tied) }
  }
}

private enum ChoiceKeys: String, CodingKey {
  case kind, symbols, dimension, components
}

extension Architecture.Input {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: ChoiceKeys.self)
    switch try container.decode(String.self, forKey: .kind) {
    case "ink": self = .ink
    case "one-hot": self = .oneHot(symbols: try container.decode(Int.self, forKey: .symbols))
    case "embedding":
      self = .embedding(
        symbols: try container.decode(Int.self, forKey: .symbols),
        dimension: try container.decode(Int.self, forKey: .dimension))
    case let kind:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container,
        debugDescription: "the input kind '\(kind)' is unknown; ink, one-hot and embedding are known")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: ChoiceKeys.self)
    switch self {
    case .ink: try container.encode("ink", forKey: .kind)
    case .oneHot(let symbols):
      try container.encode("one-hot", forKey: .kind)
      try container.encode(symbols, forKey: .symbols)
    case .embedding(let symbols, let dimension):
      try container.encode("embedding", forKey: .kind)
      try container.encode(symbols, forKey: .symbols)
      try container.encode(dimension, forKey: .dimension)
    }
  }
}

extension Architecture.Head {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: ChoiceKeys.self)
    switch try container.decode(String.self, forKey: .kind) {
    case "softmax": self = .softmax(symbols: try container.decode(Int.self, forKey: .symbols))
    case "mixture-density":
      self = .mixtureDensity(components: try container.decode(Int.self, forKey: .components))
    case let kind:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container,
        debugDescription: "the head kind '\(kind)' is unknown; softmax and mixture-density are known")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: ChoiceKeys.self)
    switch self {
    case .softmax(let symbols):
      try container.encode("softmax", forKey: .kind)
      try container.encode(symbols, forKey: .symbols)
    case .mixtureDensity(let components):
      try container.encode("mixture-density", forKey: .kind)
      try container.encode(components, forKey: .components)
    }
  }
}

extension Architecture.Layer {
  private enum Keys: String, CodingKey { case kind, cells, peepholes, biases }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    let kind = try container.decode(String.self, forKey: .kind)
    guard kind == "lstm" else {
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container, debugDescription: "the layer kind '\(kind)' is unknown; lstm is known")
    }
    self.init(
      cells: try container.decode(Int.self, forKey: .cells),
      peepholes: try container.decode(Bool.self, forKey: .peepholes),
      biases: try container.decode(Int.self, forKey: .biases))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode("lstm", forKey: .kind)
    try container.encode(cells, forKey: .cells)
    try container.encode(peepholes, forKey: .peepholes)
    try container.encode(biases, forKey: .biases)
  }
}
