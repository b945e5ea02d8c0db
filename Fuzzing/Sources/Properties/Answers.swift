import Wire

/// Reads an input as an answer of the daemon, and as the result of a job that scores; what is read can be written.
@_cdecl("fuzzAnswers")
public func fuzzAnswers(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Input.bytes(start, count)
  _ = try? ScoreFile(input)
  let frames = Input.frames(
    input, header: ProtocolVersion.header(), id: RequestID(0x0102_0304_0506_0708).frame)
  guard let answer = try? Codec.answer(frames) else { return 0 }
  let written = Codec.frames(of: answer.reply, id: answer.id, payload: answer.payload)
  do throws(WireError) {
    let again = try Codec.answer(written)
    require(again == answer, "written and read, the answer is another one: \(answer) and \(again)")
  } catch {
    fatalError("what was read and written cannot be read again: \(error)")
  }
  return 0
}
