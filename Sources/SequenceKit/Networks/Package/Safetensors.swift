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
    guard bytes.count >= 8 else {
      throw ModelPackageError("\(file) is truncated: it has \(bytes.count) bytes, the header's length alone takes 8")
    }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) }
    guard length <= UInt64(largestHeader), Int(length) <= bytes.count - 8 else {
      throw ModelPackageError(
        "\(file) is truncated or damaged: its header claims \(length) bytes, \(bytes.count - 8) follow")
    }
    let dataStart = 8 + Int(length)
    let header: Header
    do {
      header = try JSONDecoder().decode(Header.self, from: Data(bytes[8..<dataStart]))
    } catch {
      throw ModelPackageError("\(file) is damaged: its header is not the JSON of a safetensors file")
    }
    let entries = header.entries.sorted { ($0.value.begin, $0.key) < ($1.value.begin, $1.key) }
    var tensors: [String: Tensor] = [:]
    var expected = 0
    for (name, entry) in entries {
      let size = try byteCount(of: entry, name: name, file: file)
      guard entry.begin == expected else {
        throw ModelPackageError(
          "\(file) is damaged: tensor '\(name)' begins at byte \(entry.begin) of the data, \(expected) was expected")
      }
      guard entry.end == entry.begin + size else {
        throw ModelPackageError(
          "\(file) is damaged: tensor '\(name)' of shape \(entry.shape) takes \(size) bytes, its range has "
            + "\(entry.end - entry.begin)")
      }
      guard entry.end <= bytes.count - dataStart else {
        throw ModelPackageError(
          "\(file) is truncated: tensor '\(name)' ends at byte \(entry.end) of the data, "
            + "there are \(bytes.count - dataStart)")
      }
      expected = entry.end
      tensors[name] = Tensor(
        shape: entry.shape, values: floats(bytes[(dataStart + entry.begin)..<(dataStart + entry.end)], entry.type))
    }
    guard expected == bytes.count - dataStart else {
      throw ModelPackageError(
        "\(file) is damaged: \(bytes.count - dataStart - expected) bytes at its end belong to no tensor")
    }
    return tensors
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

  private static func byteCount(
    of entry: Header.Entry, name: String, file: String
  ) throws(ModelPackageError) -> Int {
    guard let width = ["F32": 4, "F16": 2, "BF16": 2][entry.type] else {
      throw ModelPackageError("\(file): tensor '\(name)' has the type \(entry.type); F32, F16 and BF16 can be read")
    }
    var size = width
    for dimension in entry.shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: dimension)
      guard dimension >= 0, !overflow, product <= Int(Int32.max) * 16 else {
        throw ModelPackageError("\(file) is damaged: tensor '\(name)' has the impossible shape \(entry.shape)")
      }
      size = product
    }
    return size
  }

  private static func floats(_ bytes: ArraySlice<UInt8>, _ type: String) -> [Float] {
    bytes.withUnsafeBytes { raw in
      switch type {
      case "F32":
        return (0..<(raw.count / 4)).map {
          Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
        }
      case "BF16":
        return (0..<(raw.count / 2)).map {
          let bits = UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self))
          return Float(bitPattern: UInt32(bits) << 16)
        }
      default:
        return (0..<(raw.count / 2)).map {
          widened(half: UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self)))
        }
      }
    }
  }

  /// The value of an IEEE 754 binary16.
  static func widened(half bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 0x1f
    let fraction = UInt32(bits & 0x3ff)
    switch exponent {
    case 0:
      let magnitude = Float(fraction) * 0x1p-24
      return Float(bitPattern: magnitude.bitPattern | sign)
    case 31: return Float(bitPattern: sign | 0x7f80_0000 | fraction << 13)
    default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}

/// The JSON header: tensor entries by name, and free `__metadata__` that is left out.
private struct Header: Decodable {
  struct Entry: Decodable {
    var type: String
    var shape: [Int]
    var begin: Int
    var end: Int

    private enum Keys: String, CodingKey { case dtype, shape, offsets = "data_offsets" }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Keys.self)
      type = try container.decode(String.self, forKey: .dtype)
      shape = try container.decode([Int].self, forKey: .shape)
      let offsets = try container.decode([Int].self, forKey: .offsets)
      guard offsets.count == 2, offsets[0] >= 0, offsets[1] >= offsets[0] else {
        throw DecodingError.dataCorruptedError(
          forKey: .offsets, in: container, debugDescription: "data_offsets are two ascending numbers")
      }
      (begin, end) = (offsets[0], offsets[1])
    }
  }

  private struct Name: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  var entries: [String: Entry] = [:]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    for key in container.allKeys where key.stringValue != "__metadata__" {
      entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
    }
  }
}
