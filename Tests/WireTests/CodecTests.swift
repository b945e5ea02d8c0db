import Testing
import Wire

@Suite struct CodecTests {
  @Test func everyKindOfMessageIsSampled() {
    #expect(Set(Samples.requests.map(\.kind)) == Set(Request.Kind.allCases))
    #expect(Set(Samples.replies.map(\.kind)) == Set(Reply.Kind.allCases))
  }

  @Test(arguments: Samples.requests)
  func requestsComeBackEqual(request: Request) throws {
    let id = RequestID(0x0102_0304_0506_0708)
    let frames = try Codec.frames(of: request, id: id)
    #expect(frames.count == (request.payload == nil ? 3 : 4))
    #expect(Codec.receive(frames) == .request(request, id: id))
  }

  @Test(arguments: Samples.replies)
  func repliesComeBackEqualWithTheirPayload(reply: Reply) throws {
    let payload: [UInt8] = reply.kind.hasPayload ? [0, 1, 255] : []
    let frames = Codec.frames(of: reply, id: RequestID(9), payload: payload)
    #expect(try Codec.answer(frames) == Codec.Answer(id: RequestID(9), reply: reply, payload: payload))
  }

  @Test func theFramesOfARequestAreTheDocumentedBytes() throws {
    let frames = try Codec.frames(of: .watch(.init(job: "17")), id: RequestID(258))
    #expect(frames[0] == [0x53, 0x45, 0x51, 0x44, 0x02])
    #expect(frames[1] == [0, 0, 0, 0, 0, 0, 1, 2])
    #expect(String(decoding: frames[2], as: UTF8.self) == #"{"job":"17","type":"watch"}"#)
  }

  @Test func fieldsThatARequestLeavesOutHaveDefaults() {
    let expected = Request.submit(.init(task: "t", items: [.init(text: "a")]))
    #expect(receive(#"{"type":"submit","task":"t","items":[{"text":"a"}]}"#) == expected)
    #expect(receive(#"{"type":"show","job":"1"}"#) == .show(.init(job: "1")))
    #expect(receive(#"{"type":"list"}"#) == .list(.init()))
    #expect(receive(#"{"type":"fetch","job":"1","item":0}"#) == .fetch(.init(job: "1", item: 0)))
  }

  @Test func unknownFieldsAreIgnored() {
    #expect(receive(#"{"type":"status","colour":"blue"}"#) == .status(.init()))
  }

  @Test func anIntegerStaysAnIntegerAndANumberANumber() throws {
    let request = receive(
      #"{"type":"submit","task":"t","items":[{}],"parameters":{"a":9007199254740993,"b":0.5,"c":true,"d":"1"}}"#)
    guard case .submit(let submit) = request else {
      Issue.record("not a submission")
      return
    }
    #expect(
      submit.parameters == [
        "a": .integer(9_007_199_254_740_993), "b": .number(0.5), "c": .boolean(true), "d": .string("1"),
      ])
  }

  @Test func aCodeThatALaterDaemonAddedIsReadAsInternal() throws {
    let body = Array(#"{"type":"error","code":"quota","message":"no more"}"#.utf8)
    let answer = try Codec.answer([ProtocolVersion.header(), RequestID(1).frame, body])
    #expect(answer.reply == .error(WireError(.internal, "no more")))
  }

  @Test func aReplyWithANumberThatJSONDoesNotHaveBecomesAnError() throws {
    let event = Reply.Event(
      job: "1", state: .running, items: .init(), stepsDone: 0, stepsEstimated: 0, secondsLeft: .nan)
    let answer = try Codec.answer(Codec.frames(of: .event(event), id: RequestID(1)))
    guard case .error(let error) = answer.reply else {
      Issue.record("not an error")
      return
    }
    #expect(error.code == .internal)
  }

  private func receive(_ body: String) -> Request? {
    let incoming = Codec.receive([ProtocolVersion.header(), RequestID(1).frame, Array(body.utf8)])
    guard case .request(let request, _) = incoming else { return nil }
    return request
  }
}
