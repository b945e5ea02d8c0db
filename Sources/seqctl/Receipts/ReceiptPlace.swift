import Glibc
import Wire

/// The file beside a result whose format has no place for a receipt.
enum ReceiptPlace {
  static let suffix = ".receipt.json"

  static func path(beside file: String) -> String { file + suffix }

  /// Stores a result's receipt beside it; where it has none, a receipt that an earlier result of that name left behind is
  /// removed, since it would speak of another.
  /// - Returns: the receipt's path, if there is one.
  static func update(beside file: String, with receipt: String?) throws(Failure) -> String? {
    guard file != "-", !OutputPlace.isSpecial(file) else { return nil }
    let path = path(beside: file)
    if let receipt {
      try OutputPlace.write(Array(receipt.utf8) + [UInt8(ascii: "\n")], to: path)
      return path
    }
    if (try? Self.receipt(beside: file)) ?? nil != nil { unlink(path) }
    return nil
  }

  /// - Returns: nil where there is no such file.
  /// - Throws: a failure that names the file, when it is no receipt.
  static func receipt(beside file: String) throws(Failure) -> ReceiptFile? {
    let path = path(beside: file)
    guard file != "-", access(path, F_OK) == 0 else { return nil }
    let bytes = try FileInput.bytes(at: path, name: path, limit: ReceiptFile.longest + 1)
    do {
      return try ReceiptFile(json: bytes)
    } catch {
      throw Failure(.invalid, "\(path) \(error.message)", advice: error.advice, code: "no-receipt")
    }
  }
}
