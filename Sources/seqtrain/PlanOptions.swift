public import ArgumentParser
public import Training

extension OptimiserKind: ExpressibleByArgument {}
extension TrainingSettings.Schedule: ExpressibleByArgument {}
extension TrainingSettings.Precision: ExpressibleByArgument {}

/// How a run learns; the defaults are those of `TrainingSettings`.
struct PlanOptions: ParsableArguments {
  private static let standard = TrainingSettings()

  @Option(help: "Passes over the training lines.")
  var epochs = PlanOptions.standard.epochs

  @Option(help: "Optimiser: adam, or rmsprop as in Graves 2013, eqs 38–45 (with --rate 1e-4).")
  var optimiser = PlanOptions.standard.optimiser

  @Option(help: "Learning rate.")
  var rate = PlanOptions.standard.rate

  @Option(help: "Learning rate at the end of the cosine schedule.")
  var finalRate = PlanOptions.standard.finalRate

  @Option(help: "Schedule of the rate: constant or cosine.")
  var schedule = PlanOptions.standard.schedule

  @Option(help: "Updates over which the rate rises from zero.")
  var warmup = PlanOptions.standard.warmup

  @Option(help: "Threads.")
  var workers = PlanOptions.standard.workers

  @Option(help: "Lines side by side in each thread.")
  var rows = PlanOptions.standard.rows

  @Option(help: "Steps that derivatives go back (truncated back-propagation through time); 0 for whole lines.")
  var steps = PlanOptions.standard.steps

  @Option(help: "Limit of the derivatives at the LSTM inputs.")
  var cellClip = PlanOptions.standard.cellClip

  @Option(help: "Limit of the derivatives at the outputs.")
  var outputClip = PlanOptions.standard.outputClip

  @Option(help: "Limit of the gradient's norm per point; 0 for none.")
  var normClip = PlanOptions.standard.normClip

  @Option(help: "Floor on σ, in normalised units.")
  var smallestDeviation = PlanOptions.standard.smallestDeviation

  @Option(help: "Decay of the running average of the weights; 0 for none.")
  var averageDecay = PlanOptions.standard.averageDecay

  @Option(help: "Precision of the products: bf16 or fp32.")
  var precision = PlanOptions.standard.precision

  @Option(help: "Seed of the starting weights and of the order of lines.")
  var seed = PlanOptions.standard.seed

  func settings() throws -> TrainingSettings {
    var settings = TrainingSettings()
    settings.epochs = epochs
    settings.optimiser = optimiser
    settings.rate = rate
    settings.finalRate = finalRate
    settings.schedule = schedule
    settings.warmup = warmup
    settings.workers = workers
    settings.rows = rows
    settings.steps = steps
    settings.cellClip = cellClip
    settings.outputClip = outputClip
    settings.normClip = normClip
    settings.smallestDeviation = smallestDeviation
    settings.averageDecay = averageDecay
    settings.precision = precision
    settings.seed = seed
    try settings.check()
    return settings
  }
}
