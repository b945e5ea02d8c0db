import Testing
import Wire

@Suite struct ScoreFileTests {
  @Test(arguments: ["", "{}", "[1]", "{\"format\": \"seqd-ink\", \"version\": 1}"])
  func whatIsNoScoreIsSaidToBeNone(text: String) {
    #expect {
      try ScoreFile(Array(text.utf8))
    } throws: {
      ($0 as? WireError)?.code == .internal
    }
  }

  @Test func anUnknownOperationIsRefusedWithThoseThereAre() {
    let body = #"{"type":"submit","task":"t","operation":"sing","items":[{"text":"a"}]}"#
    let incoming = Codec.receive([ProtocolVersion.header(), RequestID(1).frame, Array(body.utf8)])
    guard case .refused(let frames, _) = incoming, case .error(let error)? = try? Codec.answer(frames).reply else {
      Issue.record("it was taken")
      return
    }
    #expect(error.code == .invalidRequest && error.message == "the operation 'sing' is unknown")
    #expect(error.advice == "use generate or score")
  }

  @Test func aSubmissionWithoutAnOperationGenerates() {
    let body = #"{"type":"submit","task":"t","items":[{"text":"a"}]}"#
    let incoming = Codec.receive([ProtocolVersion.header(), RequestID(1).frame, Array(body.utf8)])
    guard case .request(.submit(let submit), _) = incoming else {
      Issue.record("it was not read")
      return
    }
    #expect(submit.operation == .generate)
  }
}
