import FoundationEssentials
import Glibc
public import Networks

/// What a checkpoint says of itself, before the numbers.
public struct CheckpointHeader: Codable, Sendable {
  public static let currentFormat = 2

  public var format = Self.currentFormat
  public var architecture: Architecture
  public var settings: TrainingSettings
  /// The data the run learns from; a resumed run must find the same.
  public var corpus: CorpusFacts
  public var updates: Int
  public var history: [EpochRecord]
  /// Σ of nats and units since the last epoch record.
  public var runningLoss: Double
  public var runningUnits: Int
  public var seconds: Double
  var dealer: Dealer
}

/// One finished epoch of a run.
public struct EpochRecord: Codable, Sendable, Equatable {
  public var epoch: Int
  public var updates: Int
  /// Nats per unit over the epoch.
  public var trainingLoss: Double
  public var validation: Score
  public var rate: Float
  /// Wall-clock seconds of training since the run began, interruptions left out.
  public var seconds: Double
  /// What describing the weights costs with adaptive weight noise, nats.
  public var descriptionLength: Double?
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

  /// What a checkpoint says of its run, without its vectors.
  static func header(_ path: String) throws -> CheckpointHeader { try read(path, vectors: false).0 }

  static func read(_ path: String, vectors: Bool = true) throws -> (CheckpointHeader, [[Float]]) {
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
    struct Format: Decodable { var format: Int }
    let header: CheckpointHeader
    do {
      let format = try JSONDecoder().decode(Format.self, from: Data(json)).format
      guard format == CheckpointHeader.currentFormat else {
        throw TrainingError.checkpoint(
          path: path, reason: "it has format \(format), this seqtrain reads \(CheckpointHeader.currentFormat)")
      }
      header = try JSONDecoder().decode(CheckpointHeader.self, from: Data(json))
    } catch let error as DecodingError {
      throw TrainingError.checkpoint(path: path, reason: "its header cannot be read: \(error)")
    }
    guard vectors else { return (header, []) }
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
