import FoundationEssentials
import Glibc
public import Networks

/// What a checkpoint says of itself, before the numbers.
public struct CheckpointHeader: Codable, Sendable {
  public static let currentFormat = 1

  public var format = Self.currentFormat
  public var architecture: Architecture
  public var settings: TrainingSettings
  /// Alphabet and normalisation of the data the run learns from; a resumed run must find the same.
  public var alphabet: [String]
  public var normalisation: InkNormalisation
  /// How often each character occurs in the training lines.
  public var characterCounts: [String: Int]
  /// Size of the training set; a resumed run must find the same.
  public var trainingLines: Int
  public var trainingPoints: Int
  public var updates: Int
  public var history: [EpochRecord]
  /// Σ of nats and points since the last epoch record.
  public var runningLoss: Double
  public var runningPoints: Int
  public var seconds: Double
  var streams: [InkStream]
  var batches: LineBatches?
}

/// One finished epoch of a run.
public struct EpochRecord: Codable, Sendable, Equatable {
  public var epoch: Int
  public var updates: Int
  /// Nats per point over the epoch.
  public var trainingLoss: Double
  public var validation: InkScore
  public var rate: Float
  /// Wall-clock seconds of training since the run began, interruptions left out.
  public var seconds: Double

  public init(
    epoch: Int, updates: Int, trainingLoss: Double, validation: InkScore, rate: Float, seconds: Double
  ) {
    self.epoch = epoch
    self.updates = updates
    self.trainingLoss = trainingLoss
    self.validation = validation
    self.rate = rate
    self.seconds = seconds
  }
}

/// Reading and writing of checkpoints: a header in JSON and vectors of fp32, written beside the target and renamed,
/// so that a kill or a full disk leaves the last one whole.
enum CheckpointFile {
  private static let magic = Array("SEQTRAIN".utf8)

  static func write(_ header: CheckpointHeader, _ vectors: [UnsafeBufferPointer<Float>], to path: String) throws {
    let json: Data
    do { json = try JSONEncoder().encode(header) } catch {
      throw TrainingError.checkpoint(path: path, reason: "its header cannot be encoded: \(error)")
    }
    let temporary = path + ".part"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { throw failure(temporary) }
    do {
      var sizes = [UInt64(json.count), UInt64(vectors.count)]
      sizes += vectors.map { UInt64($0.count) }
      try put(descriptor, temporary, magic)
      try sizes.withUnsafeBytes { try put(descriptor, temporary, $0) }
      try put(descriptor, temporary, Array(json))
      for vector in vectors { try put(descriptor, temporary, UnsafeRawBufferPointer(vector)) }
      guard fsync(descriptor) == 0 else { throw failure(temporary) }
    } catch {
      close(descriptor)
      unlink(temporary)
      throw error
    }
    guard close(descriptor) == 0, rename(temporary, path) == 0 else { throw failure(path) }
  }

  static func read(_ path: String) throws -> (CheckpointHeader, [[Float]]) {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path) }
    let available = Int(status.st_size)
    let damaged = TrainingError.checkpoint(path: path, reason: "it is damaged or cut off")
    func take(_ count: Int) throws -> [UInt8] {
      guard count >= 0, count <= available else { throw damaged }
      var bytes = [UInt8](repeating: 0, count: count)
      try bytes.withUnsafeMutableBytes { try get(descriptor, path, $0, damaged) }
      return bytes
    }
    guard try take(magic.count) == magic else {
      throw TrainingError.checkpoint(path: path, reason: "it is not a checkpoint of seqtrain")
    }
    func number() throws -> Int {
      let bytes = try take(8)
      let value = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      guard value <= UInt64(available) else { throw damaged }
      return Int(value)
    }
    let headerSize = try number()
    let vectorCount = try number()
    guard vectorCount <= 64 else { throw damaged }
    let sizes = try (0..<vectorCount).map { _ in try number() }
    guard magic.count + 8 * (2 + vectorCount) + headerSize + 4 * sizes.reduce(0, +) == available else { throw damaged }
    let json = try take(headerSize)
    let header: CheckpointHeader
    do { header = try JSONDecoder().decode(CheckpointHeader.self, from: Data(json)) } catch {
      throw TrainingError.checkpoint(path: path, reason: "its header cannot be read: \(error)")
    }
    guard header.format == CheckpointHeader.currentFormat else {
      throw TrainingError.checkpoint(
        path: path, reason: "it has format \(header.format), this seqtrain reads \(CheckpointHeader.currentFormat)")
    }
    let vectors = try sizes.map { size in
      var vector = [Float](repeating: 0, count: size)
      try vector.withUnsafeMutableBytes { try get(descriptor, path, $0, damaged) }
      return vector
    }
    return (header, vectors)
  }

  private static func put(_ descriptor: Int32, _ path: String, _ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try put(descriptor, path, $0) }
  }

  private static func put(_ descriptor: Int32, _ path: String, _ bytes: UnsafeRawBufferPointer) throws {
    var offset = 0
    while offset < bytes.count {
      let written = Glibc.write(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw failure(path) }
      offset += written
    }
  }

  private static func get(
    _ descriptor: Int32, _ path: String, _ bytes: UnsafeMutableRawBufferPointer, _ damaged: TrainingError
  ) throws {
    var offset = 0
    while offset < bytes.count {
      let count = Glibc.read(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw failure(path) }
      guard count > 0 else { throw damaged }
      offset += count
    }
  }

  private static func failure(_ path: String) -> TrainingError {
    TrainingError.file(path: path, reason: String(cString: strerror(errno)))
  }
}

extension InkTrainer {
  /// Vectors that a checkpoint holds: weights, average, the optimiser's state, and each worker's carried state.
  private var vectors: [UnsafeMutableBufferPointer<Float>] {
    var list = [weights.values, average.values].map { UnsafeMutableBufferPointer(start: $0, count: weights.count) }
    list += optimiser.state.map { UnsafeMutableBufferPointer(start: $0, count: optimiser.count) }
    // Whole lines begin from zero: nothing is carried from one to the next.
    guard settings.steps > 0 else { return list }
    let last = settings.steps * settings.rows
    for pass in crew(steps: settings.steps).passes {
      list += pass.carried.map {
        UnsafeMutableBufferPointer(start: $0.row(last), count: settings.rows * $0.columns)
      }
    }
    return list
  }

  /// Writes everything a run needs to go on as if it had not stopped.
  public func save(
    to path: String, history: [EpochRecord], running: (loss: Double, points: Int), seconds: Double
  ) throws {
    let header = CheckpointHeader(
      architecture: architecture, settings: settings, alphabet: dataset.alphabet,
      normalisation: dataset.normalisation, characterCounts: dataset.characterCounts,
      trainingLines: dataset.training.count, trainingPoints: dataset.trainingPoints, updates: updates,
      history: history, runningLoss: running.loss, runningPoints: running.points, seconds: seconds, streams: streams,
      batches: batches)
    try CheckpointFile.write(header, vectors.map { UnsafeBufferPointer($0) }, to: path)
  }

  /// Continues the run of a checkpoint with the same architecture, data and settings that shape its state.
  public func resume(from path: String) throws -> CheckpointHeader {
    let (header, stored) = try CheckpointFile.read(path)
    func refuse(_ reason: String) -> TrainingError { .checkpoint(path: path, reason: reason) }
    guard header.architecture == architecture else { throw refuse("it is of another architecture") }
    guard header.alphabet == dataset.alphabet else { throw refuse("its alphabet is not that of the data") }
    guard header.trainingLines == dataset.training.count, header.trainingPoints == dataset.trainingPoints else {
      throw refuse(
        "it learned from \(header.trainingLines) lines with \(header.trainingPoints) points, the data has "
          + "\(dataset.training.count) with \(dataset.trainingPoints); give the same --data and --exclude")
    }
    guard header.settings.workers == settings.workers, header.settings.rows == settings.rows,
      header.settings.steps == settings.steps, header.settings.optimiser == settings.optimiser
    else {
      throw refuse(
        "it was made with other --workers, --rows, --steps or --optimiser; give the same, or start from its weights "
          + "with --from")
    }
    let targets = vectors
    guard stored.count == targets.count, zip(stored, targets).allSatisfy({ $0.count == $1.count }) else {
      throw refuse("its vectors do not fit the network")
    }
    for (source, target) in zip(stored, targets) { _ = target.update(from: source) }
    optimiser.updates = header.updates
    streams = header.streams
    batches = header.batches
    return header
  }

  /// Takes the averaged weights of a checkpoint or package as the start of a new run.
  public static func weights(of path: String) throws -> (CheckpointHeader, FlatParameters) {
    let (header, stored) = try CheckpointFile.read(path)
    let parameters = FlatParameters(header.architecture)
    guard stored.count > 1, stored[1].count == parameters.count else {
      throw TrainingError.checkpoint(path: path, reason: "its weights do not fit its architecture")
    }
    parameters.values.update(from: stored[1], count: parameters.count)
    return (header, parameters)
  }
}
