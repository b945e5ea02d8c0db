import FoundationEssentials

/// What an artifact says of how it came about: enough to generate it again and compare.
///
/// It says what fixes the item's bytes and nothing else, no job, no time, no machine, so that the same item has the same
/// receipt. The daemon makes it; a task that draws adds what it drew.
public struct Receipt: Codable, Sendable, Equatable {
  /// Version of the form that the code writes.
  public static let currentVersion = 1
  /// Bytes that a receipt may have as JSON. What is longer is left out: an artifact that is given back as a parameter
  /// brings its own receipt along, and each time around they would grow.
  public static let longest = 1 << 20

  /// Version of the form.
  public var seqd = currentVersion
  public var task: String
  public var operation: TaskOperation
  /// The model's name, for people; the digest says which it was.
  public var model: String
  public var modelDigest: String
  /// Complete, defaults filled in.
  public var parameters: [String: ParameterValue]
  /// The item's text; nil where there was none.
  public var text: String?
  /// The item's own seed, in decimal digits: not every reader of JSON has 64 bits.
  public var seed: String
  public var format: String
  /// Version of what turns ink into a file, of tasks that draw.
  public var renderer: Int?
  /// SHA-256 of the ink itself, of tasks that draw: the same whatever renders it.
  public var ink: String?

  public init(_ request: ItemRequest, task: String, model: String, modelDigest: String) {
    self.task = task
    operation = request.operation
    self.model = model
    self.modelDigest = modelDigest
    parameters = request.parameters
    text = request.text.isEmpty ? nil : request.text
    seed = String(request.seed)
    format = request.format
  }

  /// The receipt of ink.
  /// - Parameters:
  ///   - renderer: version of what turns it into a file.
  ///   - ink: digest of what the network drew.
  public func drawn(by renderer: Int, ink: String) -> Receipt {
    var receipt = self
    (receipt.renderer, receipt.ink) = (renderer, ink)
    return receipt
  }

  /// The receipt on one line of printable ASCII, keys in order, so that any format has room for it as it is.
  /// - Throws: when a number of the parameters is not finite.
  public func json() throws(RequestError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else {
      throw RequestError("A parameter is not finite; give a number")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(data.count)
    for scalar in String(decoding: data, as: UTF8.self).unicodeScalars {
      if scalar.isASCII, scalar.value != 0x7F {
        bytes.append(UInt8(scalar.value))
      } else {
        for unit in String(scalar).utf16 { bytes += Self.escape(unit) }
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func escape(_ unit: UInt16) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return Array("\\u".utf8) + [12, 8, 4, 0].map { digits[Int(unit >> $0 & 15)] }
  }
}
