import FoundationEssentials

/// A file of named tensors in the safetensors format: eight bytes of header length (little-endian), a JSON header with
/// type, shape and byte range of each tensor, then the data without gaps.
///
/// Reads F32, F16 and BF16, all as fp32; writes F32 and BF16.
public enum Safetensors {
  /// One tensor of a file.
  public struct Tensor: Equatable, Sendable {
    /// Row-major dimensions.
    public var shape: [Int]
    /// As many as the product of `shape`.
    public var values: [Float]

    public init(shape: [Int], values: [Float]) {
      self.shape = shape
      self.values = values
    }
  }

  /// The longest header that is read; the same bound as the format's own library has.
  static let largestHeader = 100_000_000

  /// Reads every tensor of a file.
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: how errors name it.
  /// - Throws: when the header is damaged, a byte range leaves the file, two overlap, bytes lie outside of every
  ///   range, or a type is none of F32, F16 and BF16.
  public static func decode(_ bytes: [UInt8], file: String) throws(ModelPackageError) -> [String: Tensor] {
    let dataStart = try dataStart(bytes.prefix(8), size: bytes.count, file: file)
    let layout = try SafetensorsLayout(header: bytes[8..<dataStart], size: bytes.count - dataStart, file: file)
    return layout.entries.mapValues { entry in
      let values = entry.values(of: bytes[dataStart + entry.range.lowerBound..<dataStart + entry.range.upperBound])
      return Tensor(shape: entry.shape, values: values)
    }
  }

  /// The free texts of a file's header (`__metadata__`); empty where it has none.
  /// - Parameters:
  ///   - bytes: the whole file, or its beginning up to the data.
  ///   - file: how errors name it.
  /// - Throws: when the header is damaged.
  public static func metadata(of bytes: [UInt8], file: String) throws(ModelPackageError) -> [String: String] {
    struct Header: Decodable { var __metadata__: [String: String]? }
    let dataStart = try dataStart(bytes.prefix(8), size: bytes.count, file: file)
    do {
      return try JSONDecoder().decode(Header.self, from: Data(bytes[8..<dataStart])).__metadata__ ?? [:]
    } catch {
      throw ModelPackageError("\(file) is damaged: its header is not the JSON of a safetensors file")
    }
  }

  /// Where the data begins: after the eight bytes of the header's length and the header.
  /// - Parameters:
  ///   - start: the file's first eight bytes.
  ///   - size: bytes of the whole file.
  static func dataStart(_ start: ArraySlice<UInt8>, size: Int, file: String) throws(ModelPackageError) -> Int {
    guard size >= 8, start.count == 8 else {
      throw ModelPackageError("\(file) is truncated: it has \(size) bytes, the header's length alone takes 8")
    }
    let length = start.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(largestHeader), Int(length) <= size - 8 else {
      throw ModelPackageError(
        "\(file) is truncated or damaged: its header claims \(length) bytes, \(size - 8) follow")
    }
    return 8 + Int(length)
  }

  /// The file's bytes for tensors in the given order: the same tensors give the same bytes.
  /// - Parameter type: of the elements; values are rounded to it.
  public static func encode(_ tensors: [(name: String, tensor: Tensor)], as type: WeightsType = .fp32) -> [UInt8] {
    let width = type == .fp32 ? 4 : 2
    var header = "{"
    var offset = 0
    for (index, entry) in tensors.enumerated() {
      let end = offset + width * entry.tensor.values.count
      let shape = entry.tensor.shape.map(String.init).joined(separator: ",")
      header += index == 0 ? "" : ","
      header +=
        "\(quoted(entry.name)):{\"dtype\":\"\(type.rawValue)\",\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}"
      offset = end
    }
    header += "}"
    // Spaces after the header bring the data to a multiple of 8, so that a reader may map it.
    while header.utf8.count % 8 != 0 { header += " " }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.utf8.count + offset)
    let length = UInt64(header.utf8.count)
    for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: length >> (8 * UInt64(shift)))) }
    bytes += header.utf8
    for (_, tensor) in tensors {
      for value in tensor.values {
        let bits = type.rounded(value).bitPattern
        if type == .fp32 {
          bytes.append(UInt8(truncatingIfNeeded: bits))
          bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
        }
        bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
        bytes.append(UInt8(truncatingIfNeeded: bits >> 24))
      }
    }
    return bytes
  }

  private static func quoted(_ name: String) -> String {
    var text = "\""
    for scalar in name.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
