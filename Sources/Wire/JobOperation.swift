/// What a job asks of its task.
public enum JobOperation: String, Codable, Sendable, CaseIterable {
  /// Make something new; every task has it.
  case generate
  /// Say how likely the model holds something that is given; the results are of the form `ScoreFile`.
  case score

  /// - Throws: the names there are, for any other.
  public init(from decoder: any Decoder) throws {
    let name = try decoder.singleValueContainer().decode(String.self)
    guard let operation = JobOperation(rawValue: name) else {
      throw WireError(
        .invalidRequest, "the operation '\(name.prefix(Bounds.nameBytes))' is unknown",
        advice: "use \(Self.allCases.map(\.rawValue).joined(separator: " or "))")
    }
    self = operation
  }
}
