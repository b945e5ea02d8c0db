import Wire

/// Reads an input as a client's message.
///
/// What is accepted can be sent on and means the same then; a refusal is an error that clients can read.
@_cdecl("fuzzRequests")
public func fuzzRequests(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let sent = Input.frames(
    Input.bytes(start, count), header: ProtocolVersion.header(), id: RequestID(0x0102_0304_0506_0708).frame)
  switch Codec.receive(sent) {
  case .request(let request, let id): requireSame(request, id)
  case .refused(let frames, _): requireReadable(frames, to: sent)
  case .ignored: break
  }
  return 0
}

private func requireSame(_ request: Request, _ id: RequestID) {
  do {
    let again = Codec.receive(try Codec.frames(of: request, id: id))
    require(again == .request(request, id: id), "sent on, the request is another one: \(request) and \(again)")
  } catch {
    fatalError("what was accepted cannot be sent on: \(error)")
  }
}

private func requireReadable(_ refusal: [[UInt8]], to sent: [[UInt8]]) {
  // The id of a refused version comes back as it was sent, also where it is none of ours.
  guard RequestID(sent[1]) != nil else {
    return require(ProtocolVersion.version(of: refusal[0]) == ProtocolVersion.universal, "a refusal of no version")
  }
  do throws(WireError) {
    let answer = try Codec.answer(refusal)
    require(answer.reply.kind == .error, "a refusal is no error but '\(answer.reply.kind)'")
    require(answer.id.frame == sent[1], "a refusal has the id of another request")
  } catch {
    fatalError("a refusal cannot be read: \(error)")
  }
}
