/// Where bytes stop being UTF-8.
public struct InvalidUTF8: Error, Sendable, Equatable {
  /// Position of the first byte that belongs to no character, from 0.
  public var position: Int
  public var byte: UInt8

  /// The byte as two upper-case digits.
  public var hexadecimal: String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count == 1 ? "0" + digits : digits
  }
}

extension UTF8 {
  /// Checks that bytes are UTF-8.
  /// - Throws: the position of the first byte that is not.
  public static func check(_ bytes: some Collection<UInt8>) throws(InvalidUTF8) {
    var position = 0
    var rest = bytes.makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    while true {
      switch parser.parseScalar(from: &rest) {
      case .valid(let scalar): position += scalar.count
      case .emptyInput: return
      case .error:
        throw InvalidUTF8(position: position, byte: bytes[bytes.index(bytes.startIndex, offsetBy: position)])
      }
    }
  }
}
