import Networks

/// How a model takes on a hand.
public enum LearningMethod: String, Codable, Sendable, CaseIterable {
  /// The weights stay.
  case none
  /// Biases of the layers, the window and the head are learned: a vector that sets a style.
  case biases
  /// All weights are learned, in small steps.
  case weights

  /// Step of Adam.
  var rate: Double {
    switch self {
    case .none: 0
    case .biases: 6e-3
    case .weights: 4e-4
    }
  }

  /// Names of the tensors that stay.
  func frozen(of architecture: Architecture) -> Set<String> {
    switch self {
    case .none: Set(architecture.parameters.map(\.name))
    case .biases: Set(architecture.parameters.map(\.name).filter { !$0.contains(".bias") })
    case .weights: []
    }
  }

  /// What it does, in a few words.
  public var words: String {
    switch self {
    case .none: "the model as it is"
    case .biases: "biases learned"
    case .weights: "all weights learned"
    }
  }
}
