import Networks

/// The tasks whose networks are trained here; the names are those of the plugins that serve them.
public enum TrainableTask: String, CaseIterable, Codable, Sendable {
  case characterText = "character-text"
  case wordText = "word-text"
  case handwritingPrediction = "handwriting-prediction"
  case handwritingSynthesis = "handwriting-synthesis"

  /// Folder of the bundled model, from the project's root.
  public var bundledModel: String {
    switch self {
    case .characterText: "Models/wikipedia"
    case .wordText: "Models/treebank"
    case .handwritingPrediction: "Models/scribble"
    case .handwritingSynthesis: "Models/handwriting"
    }
  }

  public var isText: Bool { self == .characterText || self == .wordText }

  /// What one prediction is.
  var unit: String {
    switch self {
    case .characterText: "character"
    case .wordText: "word"
    case .handwritingPrediction, .handwritingSynthesis: "point"
    }
  }

  /// Refuses a network that the trainer cannot train, or that is not one for the task.
  /// - Throws: `InvalidRequest`.
  func check(_ architecture: Architecture, called network: String) throws {
    if let reason = architecture.untrainable { throw InvalidRequest("\(network) cannot be trained: \(reason)") }
    let isInk = architecture.input == .ink
    guard isInk != isText, (architecture.window != nil) == (self == .handwritingSynthesis) else {
      let needed =
        switch self {
        case .characterText, .wordText: "symbols as input and a softmax"
        case .handwritingPrediction: "ink as input and no window"
        case .handwritingSynthesis: "ink input and a window"
        }
      throw InvalidRequest("\(network) is not a network for \(rawValue): it needs \(needed)")
    }
  }
}
