import Wire

/// A file that is to be verified, and what it says of itself.
struct Evidence {
  /// More than any result has.
  static let longestFile = 64 << 20

  let path: String
  let bytes: [UInt8]
  let receipt: ReceiptFile
  /// Whether the receipt stands in a file beside it.
  let isBeside: Bool

  /// Reads a file and its receipt.
  /// - Throws: a failure with status `invalid`: the file cannot be read, is too large, has no receipt or a damaged one.
  init(_ path: String) throws(Failure) {
    self.path = path
    let bytes = try FileInput.bytes(at: path, name: path, limit: Self.longestFile)
    self.bytes = bytes
    guard !path.hasSuffix(ReceiptPlace.suffix) else {
      throw Failure(
        .invalid, "\(path) is a receipt itself", advice: "verify \(path.dropLast(ReceiptPlace.suffix.count))",
        code: "no-receipt")
    }
    let carried = Result { () throws(WireError) in try ReceiptReader.receipt(in: bytes) }
    if case .success(let receipt?) = carried {
      (self.receipt, isBeside) = (receipt, false)
    } else if let receipt = try ReceiptPlace.receipt(beside: path) {
      (self.receipt, isBeside) = (receipt, true)
    } else if case .failure(let error) = carried {
      throw Failure(.invalid, "\(path) \(error.message)", advice: error.advice, code: "no-receipt")
    } else {
      throw Failure(
        .invalid, "\(path) carries no receipt, and there is no \(ReceiptPlace.path(beside: path))",
        advice: "only what seqd made, and made with a receipt, can be verified", code: "no-receipt")
    }
  }
}
