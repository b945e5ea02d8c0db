import FoundationEssentials

/// A hand: ink that the network itself made, with its text; lines primed with it continue in its manner.
public struct InkStyle: Codable, Sendable, Equatable {
  public var name: String
  public var text: String
  /// (Δx, Δy, pen-up), normalised.
  public var offsets: [[Float]]
  /// One line that says how the hand looks.
  public var summary: String?
  /// Bias that suits the hand; nil for the usual.
  public var bias: Double?
  /// Degrees by which it leans further right than the ink.
  public var slant: Double?
  /// Width of letters, and length of ascenders and descenders, 1 as drawn.
  public var width: Double?
  public var extenders: Double?
  /// Additional room between letters, in x-heights.
  public var letterSpacing: Double?
  /// Size of small letters, 1 for the usual.
  public var size: Double?

  public init(name: String, text: String, offsets: [[Float]]) {
    self.name = name
    self.text = text
    self.offsets = offsets
  }

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
