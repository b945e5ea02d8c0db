import FoundationEssentials
import Glibc
import Networks
import Training

/// What PyTorch computed for a small network, as Tools/pytorch_parity.py stored it.
struct PyTorchFixture: Decodable, Sendable {
  static let names = ["seed-synthesis", "graves-synthesis", "prediction", "one-hot-text", "embedding-text"]

  var architecture: Architecture
  /// Parameter i of the flat vector is size · sin(1.7 i + 0.3).
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

  static func read(_ name: String) throws -> PyTorchFixture {
    let folder = "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/")
    let content = try Data(contentsOf: URL(filePath: "\(folder)/Fixtures/\(name).json"))
    return try JSONDecoder().decode(PyTorchFixture.self, from: content)
  }

  var parameters: [Double] { (0..<architecture.parameterCount).map { size * sin(1.7 * Double($0) + 0.3) } }

  var sequence: ReferenceSequence<Double> {
    switch architecture.head {
    case .mixtureDensity: .ink(offsets: ink, text: architecture.window == nil ? [] : text)
    case .softmax: .symbols(inputs: symbols.dropLast(), targets: Array(symbols.dropFirst()))
    }
  }

  /// Derivatives by tensor in one vector, in the order of the architecture's parameters.
  func flat(_ tensors: [String: [Double]]) -> [Double] { architecture.parameters.flatMap { tensors[$0.name] ?? [] } }
}
