import Wire

/// Reads an input as a receipt and as a file that holds one; what is read is a job that can be handed in.
@_cdecl("fuzzReceipts")
public func fuzzReceipts(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Input.bytes(start, count)
  if let receipt = try? ReceiptFile(json: input) { submit(receipt) }
  if let receipt = try? ReceiptFile.field(of: input) { submit(receipt) }
  return 0
}

private func submit(_ receipt: ReceiptFile) {
  let submission = receipt.submission(label: "verify", key: "0123456789abcdef")
  // A receipt may name more than a job can have; whoever reads it is told.
  guard let frames = try? Codec.frames(of: .submit(submission), id: RequestID(1)) else { return }
  require(
    Codec.receive(frames) == .request(.submit(submission), id: RequestID(1)), "the daemon reads another job: \(receipt)"
  )
}
