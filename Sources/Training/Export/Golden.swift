import Generation
import Kernels
public import Networks

/// Outputs that a model must reproduce bit for bit, kept in its package as `golden.json`.
public struct Golden: Codable, Sendable, Equatable {
  /// One line to be written, and the SHA-256 of its offsets (fp32, little-endian) for each instruction set.
  public struct Case: Codable, Sendable, Equatable {
    public var text: String
    public var seed: UInt64
    public var bias: Double
    public var points: [String: Int]
    public var digests: [String: String]
  }

  public var format = 1
  public var cases: [Case]

  private static let lines: [(text: String, seed: UInt64, bias: Double)] = [
    ("Hello World", 1, 0), ("The cost was 12 pounds.", 2, 1),
  ]

  /// Writes the golden lines with a package on every instruction set that this machine has.
  public init(_ package: ModelPackage) async throws {
    cases = []
    for line in Self.lines {
      var entry = Case(text: line.text, seed: line.seed, bias: line.bias, points: [:], digests: [:])
      for kernels in KernelTable.available {
        let offsets = try await Self.write(line.text, line.seed, line.bias, try LoadedModel(package, kernels: kernels))
        entry.points[kernels.instructionSet.rawValue] = offsets.count / 3
        entry.digests[kernels.instructionSet.rawValue] = Self.digest(offsets)
      }
      cases.append(entry)
    }
  }

  private static func write(
    _ text: String, _ seed: UInt64, _ bias: Double, _ model: LoadedModel
  ) async throws -> [Float] {
    let engine = Engine(threads: 1)
    defer { engine.stop() }
    let finished = try await engine.generate(
      SequenceRequest(
        text: InkAlphabet(symbols: model.description.alphabet).indices(of: text), seed: seed,
        sampler: MixtureDensitySampler(.init(bias: bias)), maximumSteps: Writer.limit(characters: text.count)),
      with: model)
    guard let sampler = finished.sampler as? MixtureDensitySampler else { return [] }
    return sampler.points.flatMap { [$0.dx, $0.dy, $0.penUp ? 1 : 0] }
  }

  private static func digest(_ offsets: [Float]) -> String {
    var bytes: [UInt8] = []
    for value in offsets { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 } }
    return ModelExport.sha256(bytes)
  }
}
