public import ArgumentParser
public import Training

extension OptimiserKind: ExpressibleByArgument {}
extension TrainingSettings.Schedule: ExpressibleByArgument {}
extension TrainingSettings.Precision: ExpressibleByArgument {}
extension TrainingSettings.WeightNoise: ExpressibleByArgument {}

/// How a run learns; what is not given is the recipe's, or that of the run that is resumed.
struct PlanOptions: ParsableArguments {
  @Option(help: "Passes over the training set.")
  var epochs: Int?

  @Option(help: "Epochs without a better validation after which the run ends; 0 for never.")
  var patience: Int?

  @Option(help: "Optimiser: adam, rmsprop as in Graves 2013, eqs 38–45, or sgd with momentum.")
  var optimiser: OptimiserKind?

  @Option(help: "Momentum of sgd.")
  var momentum: Double?

  @Option(help: "Learning rate.")
  var rate: Double?

  @Option(help: "Learning rate at the end of the cosine schedule, and the least of the halving one.")
  var finalRate: Double?

  @Option(help: "Schedule of the rate: constant, cosine, or halving after each epoch that did not improve.")
  var schedule: TrainingSettings.Schedule?

  @Option(help: "Updates over which the rate rises from zero, at most a tenth of the plan.")
  var warmup: Int?

  @Option(help: "Threads.")
  var workers: Int?

  @Option(help: "Sequences side by side in each thread; when absent the recipe's, or fewer for a short text.")
  var rows: Int?

  @Option(help: "Steps that derivatives go back (truncated back-propagation through time); 0 for whole lines of ink.")
  var steps: Int?

  @Option(help: "Text: pieces of --steps after which the state starts from zero; 0 for only at an epoch's beginning.")
  var resetEvery: Int?

  @Option(help: "Limit of the derivatives at the LSTM inputs.")
  var cellClip: Double?

  @Option(help: "Limit of the derivatives at the outputs.")
  var outputClip: Double?

  @Option(help: "Limit of the gradient's norm per unit; 0 for none.")
  var normClip: Double?

  @Option(help: "Share of an embedding's elements left out.")
  var inputDropout: Double?

  @Option(help: "Share of elements left out between layers.")
  var hiddenDropout: Double?

  @Option(help: "Share of elements left out of what the head reads of the last layer.")
  var outputDropout: Double?

  @Flag(inversion: .prefixedNo, help: "Leave the same elements out at every step of a piece.")
  var lockedDropout: Bool?

  @Option(help: "Share of recurrent weights left out, anew for each piece.")
  var weightDropout: Double?

  @Option(help: "Share of each weight taken off it in an update, by the learning rate.")
  var weightDecay: Double?

  @Option(help: "Noise on the weights: none, fixed, or adaptive with a learned deviation for each weight.")
  var noise: TrainingSettings.WeightNoise?

  @Option(help: "Deviation of fixed noise, and where adaptive noise starts.")
  var noiseDeviation: Double?

  @Option(help: "Share of the description length that counts with adaptive noise; 1 is Graves 2011.")
  var descriptionWeight: Double?

  @Option(help: "Floor on σ, in normalised units.")
  var smallestDeviation: Double?

  @Option(help: "Decay of the running average of the weights; 0 for none.")
  var averageDecay: Double?

  @Option(
    help:
      "Handwriting: lines are larger or smaller by up to this share, and slanted by up to 1.5 times it, anew in each epoch."
  )
  var augmentation: Double?

  @Option(help: "With --teacher: the share of each target that is the teacher's distribution.")
  var teacherWeight: Double?

  @Option(
    help: "With --teacher: how much text of its own it writes to be learned from too, by the training text's length.")
  var teacherText: Double?

  @Option(help: "Precision of the products: bf16 or fp32.")
  var precision: TrainingSettings.Precision?

  @Option(help: "Seed of the starting weights, of the order of the data, of dropout and noise.")
  var seed: UInt64?

  /// Settings with what was given put over them.
  func settings(over start: TrainingSettings) throws -> TrainingSettings {
    var settings = start
    func put<Value>(_ value: Value?, _ place: WritableKeyPath<TrainingSettings, Value>) {
      if let value { settings[keyPath: place] = value }
    }
    put(epochs, \.epochs)
    put(patience, \.patience)
    put(optimiser, \.optimiser)
    put(momentum, \.momentum)
    put(rate, \.rate)
    put(finalRate, \.finalRate)
    put(schedule, \.schedule)
    put(warmup, \.warmup)
    put(workers, \.workers)
    put(rows, \.rows)
    put(steps, \.steps)
    put(resetEvery, \.resetEvery)
    put(cellClip, \.cellClip)
    put(outputClip, \.outputClip)
    put(normClip, \.normClip)
    put(inputDropout, \.inputDropout)
    put(hiddenDropout, \.hiddenDropout)
    put(outputDropout, \.outputDropout)
    put(lockedDropout, \.lockedDropout)
    put(weightDropout, \.weightDropout)
    put(weightDecay, \.weightDecay)
    put(noise, \.weightNoise)
    put(noiseDeviation, \.noiseDeviation)
    put(descriptionWeight, \.descriptionWeight)
    put(smallestDeviation, \.smallestDeviation)
    put(averageDecay, \.averageDecay)
    put(augmentation, \.augmentation)
    put(teacherWeight, \.teacherWeight)
    put(teacherText, \.teacherText)
    put(precision, \.precision)
    put(seed, \.seed)
    try settings.check()
    return settings
  }
}
