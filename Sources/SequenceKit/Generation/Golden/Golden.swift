public import Kernels
public import Networks

/// Outputs that a model must reproduce bit for bit, kept in its package as `golden.json`.
///
/// Two short cases of what the model is for: a model that was damaged, or that this machine computes otherwise than the
/// one that measured it, gives itself away before anybody uses it.
public struct Golden: Codable, Sendable, Equatable {
  /// Name of the file in a package.
  public static let file = "golden.json"
  /// Version of the file's format that the code reads and writes.
  public static let currentFormat = 1

  public var format = currentFormat
  public var cases: [Case]

  /// Gives the digest of bytes as text; a package keeps SHA-256 in lower-case hexadecimal.
  public typealias Digest = ([UInt8]) -> String

  /// Most cases of a file that are run; a check must not hold up the daemon.
  static let mostCases = 8

  /// Runs the usual cases of a package, on the calling thread.
  /// - Parameters:
  ///   - kernels: the instruction sets to run on; every one that this machine has.
  ///   - digest: SHA-256 in lower-case hexadecimal.
  /// - Throws: when the weights do not fit the architecture, or an output is not finite.
  public init(
    _ package: some ModelSource, kernels: [KernelTable] = KernelTable.available, digest: Digest
  ) throws(GoldenError) {
    cases = Case.usual(for: package.description)
    for table in kernels {
      let model = try GoldenError.wrapping { try LoadedModel(package, kernels: table) }
      for index in cases.indices {
        let output = try cases[index].run(on: model, number: index, digest: digest)
        cases[index].record(output, for: table.instructionSet)
      }
    }
  }

  /// Runs the cases again and compares, on the calling thread.
  /// - Parameters:
  ///   - kernels: the instruction sets to compare on; those that the cases say nothing of are left out.
  ///   - digest: SHA-256 in lower-case hexadecimal.
  /// - Returns: the instruction sets whose outputs were reproduced.
  /// - Throws: the case that differs, or why the cases cannot be run.
  @discardableResult
  public func check(
    _ package: some ModelSource, kernels: [KernelTable] = KernelTable.available, digest: Digest
  ) throws(GoldenError) -> [InstructionSet] {
    guard format == Self.currentFormat else {
      throw GoldenError("it has the format \(format), this program reads \(Self.currentFormat)")
    }
    guard (1...Self.mostCases).contains(cases.count) else {
      throw GoldenError("it has \(cases.count) cases; 1 to \(Self.mostCases) are run")
    }
    for (number, entry) in cases.enumerated() {
      if let defect = entry.defect(for: package.description) {
        throw GoldenError("case \(number + 1) \(defect)")
      }
    }
    let compared = kernels.filter { table in
      cases.allSatisfy { $0.digests[table.instructionSet.rawValue] != nil }
    }
    guard !compared.isEmpty else {
      let sets = kernels.map(\.instructionSet.rawValue).joined(separator: ", ")
      throw GoldenError("it has no outputs for this machine's instruction sets (\(sets))")
    }
    for table in compared {
      let model = try GoldenError.wrapping { try LoadedModel(package, kernels: table) }
      for (number, entry) in cases.enumerated() {
        let output = try entry.run(on: model, number: number, digest: digest)
        try entry.compare(output, for: table.instructionSet, number: number)
      }
    }
    return compared.map(\.instructionSet)
  }
}

/// Why a model's outputs are not the golden ones: the second half of a sentence about its `golden.json`.
public struct GoldenError: Error, Sendable, Equatable, CustomStringConvertible {
  public var message: String

  public init(_ message: String) { self.message = message }

  public var description: String { message }

  static func wrapping<Value>(_ body: () throws -> Value) throws(GoldenError) -> Value {
    do {
      return try body()
    } catch {
      throw GoldenError("\(error)")
    }
  }
}
