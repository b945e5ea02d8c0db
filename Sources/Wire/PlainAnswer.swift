/// The body of the answer to `submit`, of which there may be thousands a second, written without `JSONEncoder`; with the
/// same bytes.
enum PlainAnswer {
  /// Nil for every other reply, and for names that JSON has to write in another way than they are.
  static func body(of reply: Reply) -> [UInt8]? {
    guard case .submitted(let job) = reply else { return nil }
    let texts = [job.format, job.job, job.model, job.modelDigest]
    guard texts.allSatisfy({ $0.utf8.allSatisfy(isPlain) }) else { return nil }
    let json =
      #"{"format":"\#(job.format)","id":"\#(job.job)","items":\#(job.items),"model":"\#(job.model)","#
      + #""modelDigest":"\#(job.modelDigest)","seed":\#(job.seed),"type":"submitted"}"#
    return Array(json.utf8)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }
}
