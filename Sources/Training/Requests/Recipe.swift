/// A network and how it is trained, by name; every part of it can be overridden.
public struct Recipe: Sendable {
  public var network: String
  public var settings: TrainingSettings

  public static let names = ["ours", "seed", "graves"]

  /// The recipe of a name.
  ///
  /// `seed` and `graves` have the rates of their sources. These move the weights by the sum of a sequence's derivatives,
  /// this trainer, but for RMSprop, by the mean of a unit's, so that with stochastic gradient descent a rate of 1e-4 on
  /// sequences of 100 steps stands here as 1e-2.
  /// - Throws: `InvalidRequest` for an unknown name.
  public init(_ name: String, for task: TrainableTask) throws {
    var settings = TrainingSettings()
    if task.isText {
      settings.rows = 32
      settings.steps = 100
      settings.outputClip = 100
      settings.cellClip = 1
      settings.normClip = 0.25
      settings.averageDecay = 0.998
    }
    switch name {
    case "ours":
      network = task.isText ? "seed" : "graves"
      if task == .wordText {
        network = "tied"
        settings.rows = 16
        settings.steps = 40
        settings.rate = 2e-3
        settings.warmup = 500
        settings.inputDropout = 0.35
        settings.hiddenDropout = 0.25
        settings.outputDropout = 0.4
        settings.lockedDropout = true
        settings.weightDropout = 0.35
      }
    case "seed":
      network = "seed"
      if task.isText {
        settings.optimiser = .sgd
        settings.momentum = 0.99
        settings.rate = 1e-2
        settings.schedule = .constant
        settings.outputDropout = 0.5
        settings.epochs = 25
        settings.averageDecay = 0
        settings.normClip = 0
      } else {
        settings.rate = 5e-3
        settings.hiddenDropout = 0.2
        settings.outputDropout = 0.2
      }
    case "graves":
      network = "graves"
      settings.averageDecay = 0
      settings.schedule = .constant
      settings.normClip = 0
      if task.isText {
        settings.optimiser = .sgd
        settings.momentum = 0.99
        settings.rate = 1e-2
        settings.epochs = 25
      } else {
        settings.optimiser = .rmsprop
        settings.rate = 1e-4
        settings.steps = 0
      }
    default:
      throw InvalidRequest(
        "there is no recipe called \(name); give one of \(Self.names.joined(separator: ", "))")
    }
    self.settings = settings
  }
}
