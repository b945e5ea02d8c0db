import FoundationEssentials

/// The JSON frame of a message.
enum JSONBody {
  static func encode(_ value: some Encodable) throws(WireError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(value))
    } catch {
      throw WireError(.invalidRequest, "a number of the message is not finite", advice: "leave it out")
    }
  }

  static func decode<Value: Decodable>(_ type: Value.Type, from frame: [UInt8]) throws(WireError) -> Value {
    guard frame.count <= Bounds.frameBytes else {
      throw WireError(
        .tooLarge, "the message's body has \(frame.count) bytes, but \(Bounds.frameBytes) are allowed",
        advice: "divide the job")
    }
    do {
      try UTF8.check(frame)
      return try JSONDecoder().decode(type, from: Data(frame))
    } catch let error as WireError {
      throw error
    } catch let error as InvalidUTF8 {
      throw WireError(
        .invalidRequest, "the message's body is not UTF-8: byte \(error.position) is 0x\(error.hexadecimal)")
    } catch let error as DecodingError {
      throw WireError(.invalidRequest, sentence(error))
    } catch {
      throw WireError(.invalidRequest, "the message's body is not JSON")
    }
  }

  /// Where decoding failed and why, e.g. `the field items[3].text is not a string`.
  private static func sentence(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context):
      return "the field \(path(context.codingPath + [key])) is missing"
    case .typeMismatch(let type, let context):
      return "\(field(context.codingPath)) is not \(name(type))"
    case .valueNotFound(let type, let context):
      return "\(field(context.codingPath)) is null where \(name(type)) is expected"
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty
        ? "the message's body is not JSON, or a number in it is out of range"
        : "\(field(context.codingPath)) has a value that is not allowed"
    @unknown default:
      return "the message's body cannot be read"
    }
  }

  private static func field(_ codingPath: [any CodingKey]) -> String {
    codingPath.isEmpty ? "the message's body" : "the field \(path(codingPath))"
  }

  private static func path(_ codingPath: [any CodingKey]) -> String {
    var path = ""
    for key in codingPath {
      if let index = key.intValue {
        path += "[\(index)]"
      } else {
        path += (path.isEmpty ? "" : ".") + key.stringValue.prefix(Bounds.nameBytes)
      }
    }
    return path
  }

  private static func name(_ type: Any.Type) -> String {
    if type == String.self { return "a string" }
    if type == Bool.self { return "true or false" }
    if type == Double.self { return "a number" }
    if type == Int.self { return "a whole number" }
    if type == UInt64.self { return "a whole number from 0 to \(UInt64.max)" }
    return "\(type)".hasPrefix("Array") ? "an array" : "an object"
  }
}
