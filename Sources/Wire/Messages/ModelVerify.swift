extension Request {
  /// Has a model's files hashed and its golden outputs generated again.
  public struct ModelVerify: Codable, Sendable, Equatable {
    public var name: String

    public init(name: String) { self.name = name }
  }
}

extension Reply {
  /// The answer to `model-verify`.
  public struct Verified: Codable, Sendable, Equatable {
    public var name: String
    public var task: String?
    /// SHA-256 of the package as it is now; nil where its files cannot be read.
    public var digest: String?
    /// Number of its files, and bytes of them all.
    public var files: Int
    public var bytes: Int
    public var golden: Golden
    /// On which instruction sets the golden outputs were reproduced.
    public var instructionSets: [String]
    /// What differs, in a sentence; nil when nothing does.
    public var fault: String?

    public enum Golden: String, Codable, Sendable, CaseIterable {
      case reproduced
      /// The package has none.
      case missing
      case differs
      /// Something else is wrong, so they were not generated.
      case unchecked
    }

    public init(
      name: String, task: String?, digest: String?, files: Int, bytes: Int, golden: Golden,
      instructionSets: [String], fault: String?
    ) {
      self.name = name
      self.task = task
      self.digest = digest
      self.files = files
      self.bytes = bytes
      self.golden = golden
      self.instructionSets = instructionSets
      self.fault = fault
    }
  }
}
