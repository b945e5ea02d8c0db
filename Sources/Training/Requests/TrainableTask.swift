/// The tasks whose networks are trained here; the names are those of the plugins that serve them.
public enum TrainableTask: String, CaseIterable, Codable, Sendable {
  case characterText = "character-text"
  case wordText = "word-text"
  case handwritingPrediction = "handwriting-prediction"
  case handwritingSynthesis = "handwriting-synthesis"

  public var isText: Bool { self == .characterText || self == .wordText }
}
