import FoundationEssentials

/// A hand: ink that the network itself made, with its text; lines primed with it continue in its manner.
public struct InkStyle: Codable, Sendable, Equatable {
  public var name: String
  public var text: String
  /// (Δx, Δy, pen-up), normalised.
  public var offsets: [[Float]]

  /// T × 3, as a sequence request takes it.
  var flatOffsets: [Float] { offsets.flatMap { $0 } }
}

/// The content of `styles.json`.
public struct InkStyles: Codable, Sendable {
  public static let file = "styles.json"

  /// Name of the style used when none is asked for.
  public var `default`: String
  public var styles: [InkStyle]

  public subscript(name: String) -> InkStyle? { styles.first { $0.name == name } }

  /// The styles of a package; nil when it has none.
  /// - Throws: `InvalidRequest` when the file cannot be read.
  public init?(resources: [String: [UInt8]]) throws {
    guard let bytes = resources[Self.file] else { return nil }
    do { self = try JSONDecoder().decode(InkStyles.self, from: Data(bytes)) } catch {
      throw InvalidRequest("\(Self.file) of the model cannot be read: \(error)")
    }
  }

  init(default name: String, styles: [InkStyle]) {
    self.default = name
    self.styles = styles
  }
}
