import FoundationEssentials

/// Where the tensors of a safetensors file stand, as its header says; checked.
struct SafetensorsLayout: Sendable {
  struct Entry: Sendable, Equatable {
    var type: ElementType
    var shape: [Int]
    /// Bytes of the data, counted from its beginning.
    var range: Range<Int>
  }

  /// The element types that are read.
  enum ElementType: String, Sendable {
    case fp32 = "F32"
    case fp16 = "F16"
    case bf16 = "BF16"

    var width: Int { self == .fp32 ? 4 : 2 }
  }

  private(set) var entries: [String: Entry] = [:]

  /// - Parameters:
  ///   - header: the header's JSON.
  ///   - size: bytes of data that follow it.
  ///   - file: how errors name the file.
  init(header: ArraySlice<UInt8>, size: Int, file: String) throws(ModelPackageError) {
    let parsed: Header
    do {
      parsed = try JSONDecoder().decode(Header.self, from: Data(header))
    } catch {
      throw ModelPackageError("\(file) is damaged: its header is not the JSON of a safetensors file")
    }
    var expected = 0
    for (name, entry) in parsed.entries.sorted(by: { ($0.value.begin, $0.key) < ($1.value.begin, $1.key) }) {
      guard let type = ElementType(rawValue: entry.type) else {
        throw ModelPackageError("\(file): tensor '\(name)' has the type \(entry.type); F32, F16 and BF16 can be read")
      }
      let bytes = try Self.byteCount(entry.shape, type, name: name, file: file)
      guard entry.begin == expected else {
        throw ModelPackageError(
          "\(file) is damaged: tensor '\(name)' begins at byte \(entry.begin) of the data, \(expected) was expected")
      }
      guard entry.end == entry.begin + bytes else {
        throw ModelPackageError(
          "\(file) is damaged: tensor '\(name)' of shape \(entry.shape) takes \(bytes) bytes, its range has "
            + "\(entry.end - entry.begin)")
      }
      guard entry.end <= size else {
        throw ModelPackageError(
          "\(file) is truncated: tensor '\(name)' ends at byte \(entry.end) of the data, there are \(size)")
      }
      expected = entry.end
      entries[name] = Entry(type: type, shape: entry.shape, range: entry.begin..<entry.end)
    }
    guard expected == size else {
      throw ModelPackageError("\(file) is damaged: \(size - expected) bytes at its end belong to no tensor")
    }
  }

  private static func byteCount(
    _ shape: [Int], _ type: ElementType, name: String, file: String
  ) throws(ModelPackageError) -> Int {
    var size = type.width
    for dimension in shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: dimension)
      guard dimension >= 0, !overflow, product <= Int(Int32.max) * 16 else {
        throw ModelPackageError("\(file) is damaged: tensor '\(name)' has the impossible shape \(shape)")
      }
      size = product
    }
    return size
  }
}

extension SafetensorsLayout.Entry {
  /// The tensor's elements in fp32.
  /// - Parameter bytes: those of `range`.
  func values(of bytes: ArraySlice<UInt8>) -> [Float] {
    bytes.withUnsafeBytes { raw in
      switch type {
      case .fp32:
        (0..<raw.count / 4).map {
          Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
        }
      case .bf16:
        (0..<raw.count / 2).map {
          let bits = UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self))
          return Float(bitPattern: UInt32(bits) << 16)
        }
      case .fp16:
        (0..<raw.count / 2).map {
          Safetensors.widened(half: UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self)))
        }
      }
    }
  }
}

extension Safetensors {
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
