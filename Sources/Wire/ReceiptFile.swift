import FoundationEssentials

/// What a result says of how it came about: JSON, the same for all tasks.
///
/// It holds what fixes the result's bytes: submitted again, it gives the same.
public struct ReceiptFile: Codable, Sendable, Equatable {
  /// The version that the code reads.
  public static let version = 1
  /// Bytes that a receipt may have; more are not read.
  public static let longest = 2 << 20

  /// Version of the form.
  public var seqd: Int
  public var task: String
  public var operation: JobOperation
  /// The model's name, for people.
  public var model: String
  /// SHA-256 of the model package, lower-case hexadecimal.
  public var modelDigest: String
  /// Complete, defaults filled in.
  public var parameters: [String: WireValue]
  /// nil where there was none.
  public var text: String?
  /// Decimal digits of a number of 64 bits.
  public var seed: String
  public var format: String
  /// Version of what turned ink into the file, of tasks that draw.
  public var renderer: Int?
  /// SHA-256 of the ink, of tasks that draw.
  public var ink: String?

  private struct Version: Decodable { var seqd: Int }
  private struct Holder<Content: Decodable>: Decodable { var receipt: Content? }

  /// Reads a receipt.
  /// - Throws: `too-large` and `invalid-request`, the second half of a sentence that begins with what was read.
  public init(json bytes: [UInt8]) throws(WireError) {
    guard bytes.count <= Self.longest else { throw Self.tooLong(bytes.count) }
    guard let version = try? JSONDecoder().decode(Version.self, from: Data(bytes)) else { throw Self.damaged }
    try Self.check(version)
    guard let receipt = try? JSONDecoder().decode(Self.self, from: Data(bytes)), receipt.isSound else {
      throw Self.damaged
    }
    self = receipt
  }

  /// Reads the field `receipt` of a JSON object.
  /// - Returns: nil where it has none.
  /// - Throws: as for a receipt alone, and when the bytes are no JSON object.
  public static func field(of bytes: [UInt8]) throws(WireError) -> ReceiptFile? {
    let data = Data(bytes)
    do {
      guard let version = try JSONDecoder().decode(Holder<Version>.self, from: data).receipt else { return nil }
      try check(version)
    } catch let error as WireError {
      throw error
    } catch DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty {
      throw unreadable
    } catch DecodingError.typeMismatch(_, let context) where context.codingPath.isEmpty {
      throw unreadable
    } catch {
      throw damaged
    }
    guard let receipt = try? JSONDecoder().decode(Holder<Self>.self, from: data).receipt, receipt.isSound else {
      throw damaged
    }
    let length = (try? JSONEncoder().encode(receipt).count) ?? 0
    guard length <= longest else { throw tooLong(length) }
    return receipt
  }

  /// The job that generates the result again.
  public func submission(label: String, key: String) -> Request.Submit {
    Request.Submit(
      task: task, operation: operation, model: modelDigest, items: [.init(text: text)], parameters: parameters,
      seed: UInt64(seed), format: format, label: label, key: key)
  }

  private var isSound: Bool {
    modelDigest.utf8.count == 64 && modelDigest.utf8.allSatisfy { Self.digits.contains($0) }
      && UInt64(seed).map { String($0) } == seed
  }

  private static let digits = Set("0123456789abcdef".utf8)

  private static func check(_ version: Version) throws(WireError) {
    guard version.seqd == Self.version else {
      throw WireError(
        .invalidRequest, "has a receipt of version \(version.seqd), this client reads version \(Self.version)",
        advice: "use a later seqctl")
    }
  }

  private static var damaged: WireError { WireError(.invalidRequest, "has a damaged receipt") }

  private static var unreadable: WireError {
    WireError(.invalidRequest, "carries no receipt that can be read: it is no JSON object")
  }

  private static func tooLong(_ bytes: Int) -> WireError {
    WireError(.tooLarge, "has a receipt of \(bytes) bytes, more than \(longest)")
  }
}
