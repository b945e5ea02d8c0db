public import Networks

/// All parameters of a network in one vector, in the order of `Architecture.parameters`.
public final class FlatParameters {
  public let architecture: Architecture
  public let count: Int
  public let values: UnsafeMutablePointer<Float>
  private let offsets: [String: Int]

  /// All zero.
  public init(_ architecture: Architecture) {
    self.architecture = architecture
    var offsets: [String: Int] = [:]
    var count = 0
    for parameter in architecture.parameters {
      offsets[parameter.name] = count
      count += parameter.count
    }
    self.offsets = offsets
    self.count = count
    values = .allocate(capacity: count)
    values.initialize(repeating: 0, count: count)
  }

  deinit { values.deallocate() }

  /// Where a tensor starts; a name the architecture does not have is a programming error.
  public func pointer(_ name: String) -> UnsafeMutablePointer<Float> {
    guard let offset = offsets[name] else { preconditionFailure("no parameter is called \(name)") }
    return values + offset
  }

  public func contains(_ name: String) -> Bool { offsets[name] != nil }

  public func clear() { values.update(repeating: 0, count: count) }

  public func copy(from other: FlatParameters) { values.update(from: other.values, count: count) }

  /// Whether every value is a finite number; else the first tensor with one that is not.
  public var firstNonFinite: String? {
    for parameter in architecture.parameters {
      let start = pointer(parameter.name)
      for index in 0..<parameter.count where !start[index].isFinite { return parameter.name }
    }
    return nil
  }

  /// Tensors by name, as a model package holds them.
  public var tensors: [String: [Float]] {
    var result: [String: [Float]] = [:]
    for parameter in architecture.parameters {
      result[parameter.name] = Array(UnsafeBufferPointer(start: pointer(parameter.name), count: parameter.count))
    }
    return result
  }

  /// Takes over tensors that fit the architecture by name and size.
  public func load(_ tensors: [String: [Float]]) {
    for parameter in architecture.parameters {
      guard let values = tensors[parameter.name], values.count == parameter.count else {
        preconditionFailure("tensor \(parameter.name) is missing or has another size")
      }
      pointer(parameter.name).update(from: values, count: values.count)
    }
  }
}
