import FoundationEssentials
import Glibc
import Networks
import Training

/// What PyTorch computed for a small network, as Tools/pytorch_parity.py stored it.
struct PyTorchFixture: PyTorchNetwork {
  static let names = [
    "seed-synthesis", "graves-synthesis", "prediction", "one-hot-text", "embedding-text", "tied-text",
  ]

  var architecture: Architecture
  var size: Double
  var loss: Double
  var squaredError: Double
  var outputs: [[Double]]
  /// By tensor.
  var gradient: [String: [Double]]
  var cellLimit: Double
  var outputLimit: Double
  var clippedGradient: [String: [Double]]
  var ink: [Double]
  var text: [Int]
  var symbols: [Int]

  static func read(_ name: String) throws -> PyTorchFixture { try read(name, as: Self.self) }

  static func read<Fixture: Decodable>(_ name: String, as: Fixture.Type) throws -> Fixture {
    let folder = "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/")
    let content = try Data(contentsOf: URL(filePath: "\(folder)/Fixtures/\(name).json"))
    return try JSONDecoder().decode(Fixture.self, from: content)
  }
}

/// A network whose parameters follow a formula, and the sequence it is given.
protocol PyTorchNetwork: Decodable, Sendable {
  var architecture: Architecture { get }
  /// Parameter i of the flat vector is size · sin(1.7 i + 0.3).
  var size: Double { get }
  var ink: [Double] { get }
  var text: [Int] { get }
  var symbols: [Int] { get }
}

extension PyTorchNetwork {
  var parameters: [Double] { (0..<architecture.parameterCount).map { size * sin(1.7 * Double($0) + 0.3) } }

  var sequence: ReferenceSequence<Double> {
    switch architecture.head {
    case .mixtureDensity: .ink(offsets: ink, text: architecture.window == nil ? [] : text)
    case .softmax: .symbols(inputs: symbols.dropLast(), targets: Array(symbols.dropFirst()))
    }
  }

  /// Values by tensor in one vector, in the order of the architecture's parameters.
  func flat(_ tensors: [String: [Double]]) -> [Double] { architecture.parameters.flatMap { tensors[$0.name] ?? [] } }
}
