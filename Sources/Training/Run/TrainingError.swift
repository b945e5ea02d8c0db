/// Why a training run cannot go on; each message says what, where and what to do.
public enum TrainingError: Error, CustomStringConvertible, Equatable {
  case notFinite(what: String, update: Int)
  case checkpoint(path: String, reason: String)
  case file(path: String, reason: String)
  case data(String)

  public var description: String {
    switch self {
    case .notFinite(let what, let update):
      "\(what) is not a finite number at update \(update); the last checkpoint is untouched, resume it with a lower --rate"
    case .checkpoint(let path, let reason): "the checkpoint \(path) cannot be used: \(reason)"
    case .file(let path, let reason): "\(path): \(reason)"
    case .data(let message): message
    }
  }
}
