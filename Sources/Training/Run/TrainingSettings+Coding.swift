/// Settings are stored with every checkpoint; what an older one does not know has its default.
extension TrainingSettings {
  private enum CodingKeys: String, CodingKey {
    case seed, workers, rows, steps, resetEvery, optimiser, momentum, rate, finalRate, warmup, schedule, epochs,
      cellClip, outputClip, normClip, inputDropout, hiddenDropout, outputDropout, lockedDropout, weightDropout,
      weightDecay, weightNoise, noiseDeviation, smallestDeviation, averageDecay, precision
  }

  public init(from decoder: any Decoder) throws {
    self.init()
    let container = try decoder.container(keyedBy: CodingKeys.self)
    var settings = self
    func take<Value: Decodable>(_ key: CodingKeys, _ place: WritableKeyPath<TrainingSettings, Value>) throws {
      if let value = try container.decodeIfPresent(Value.self, forKey: key) { settings[keyPath: place] = value }
    }
    try take(.seed, \.seed)
    try take(.workers, \.workers)
    try take(.rows, \.rows)
    try take(.steps, \.steps)
    try take(.resetEvery, \.resetEvery)
    try take(.optimiser, \.optimiser)
    try take(.momentum, \.momentum)
    try take(.rate, \.rate)
    try take(.finalRate, \.finalRate)
    try take(.warmup, \.warmup)
    try take(.schedule, \.schedule)
    try take(.epochs, \.epochs)
    try take(.cellClip, \.cellClip)
    try take(.outputClip, \.outputClip)
    try take(.normClip, \.normClip)
    try take(.inputDropout, \.inputDropout)
    try take(.hiddenDropout, \.hiddenDropout)
    try take(.outputDropout, \.outputDropout)
    try take(.lockedDropout, \.lockedDropout)
    try take(.weightDropout, \.weightDropout)
    try take(.weightDecay, \.weightDecay)
    try take(.weightNoise, \.weightNoise)
    try take(.noiseDeviation, \.noiseDeviation)
    try take(.smallestDeviation, \.smallestDeviation)
    try take(.averageDecay, \.averageDecay)
    try take(.precision, \.precision)
    self = settings
  }
}
