import Testing
import Wire

@Suite struct BadFrameTests {
  private static let id = RequestID(42)

  /// The refusal that frames are answered with; nil when they are not refused.
  private func refusal(_ frames: [[UInt8]]) throws -> WireError? {
    guard case .refused(let answer, _) = Codec.receive(frames) else { return nil }
    guard case .error(let error) = try Codec.answer(answer).reply else { return nil }
    return error
  }

  private func refusal(_ body: String) throws -> WireError? {
    try refusal([ProtocolVersion.header(), Self.id.frame, Array(body.utf8)])
  }

  @Test func framesWithoutOurHeaderAreIgnored() {
    for frames in [[], [[]], [ProtocolVersion.header()], [Array("GET / HTTP/1.1".utf8), [], []]] as [[[UInt8]]] {
      #expect(Codec.receive(frames) == .ignored)
    }
    #expect(Codec.receive([ProtocolVersion.header(), [1, 2, 3], Array("{}".utf8)]) == .ignored)
    #expect(Codec.receive([ProtocolVersion.header(0), Self.id.frame, Array("{}".utf8)]) == .ignored)
  }

  @Test func whatManyItemsHaveInCommonIsBounded() throws {
    func body(_ bytes: Int, items: Int) -> String {
      let prime = String(repeating: " ", count: bytes)
      return
        "{\"type\":\"submit\",\"task\":\"t\",\"items\":[{}],\"count\":\(items),\"parameters\":{\"prime\":\"\(prime)\"}}"
    }
    #expect(try refusal(body(2 << 20, items: 100)) == nil && refusal(body(1 << 20, items: 100_000)) == nil)
    let error = try refusal(body((1 << 20) + 1, items: 300))
    #expect(error?.code == .tooLarge && error?.message.contains("in common") == true, "\(error?.message ?? "accepted")")
    let items = Array(repeating: "{}", count: 300_000).joined(separator: ",")
    let many = try refusal("{\"type\":\"submit\",\"task\":\"t\",\"items\":[\(items)]}")
    #expect(many?.code == .tooLarge, "\(many?.message ?? "accepted")")
  }

  @Test func aRefusalCarriesTheIdOfItsRequest() throws {
    guard case .refused(let frames, _) = Codec.receive([ProtocolVersion.header(), Self.id.frame]) else {
      Issue.record("not refused")
      return
    }
    #expect(try Codec.answer(frames).id == Self.id)
  }

  @Test func anotherVersionIsRefusedInTheFormThatEveryVersionReads() throws {
    guard case .refused(let frames, _) = Codec.receive([ProtocolVersion.header(7), Self.id.frame, [0xFF]]) else {
      Issue.record("not refused")
      return
    }
    #expect(frames[0] == Array("SEQD".utf8) + [0])
    #expect(frames[1] == Self.id.frame)
    guard case .error(let error) = try Codec.answer(frames).reply else {
      Issue.record("not an error")
      return
    }
    #expect(error.code == .versionMismatch)
    #expect(error.versions == [Int(ProtocolVersion.current)])
    #expect(error.message.contains("version 7"))
  }

  @Test func anAnswerInAnotherVersionIsNamedAsSuch() {
    #expect {
      try Codec.answer([ProtocolVersion.header(9), Self.id.frame, Array("{}".utf8)])
    } throws: {
      ($0 as? WireError)?.code == .versionMismatch
    }
  }

  @Test func theRefusalNamesTheFieldAndWhatIsWrongWithIt() throws {
    let cases = [
      (#"{"type":"submit","items":[]}"#, "the field task is missing"),
      (#"{"type":"submit","task":"t","items":[{},{},{},{"text":7}]}"#, "the field items[3].text is not a string"),
      (#"{"type":"submit","task":"t","items":[{}],"seed":-1}"#, "seed"),
      (#"{"type":"list","states":["asleep"]}"#, "the field states[0]"),
      (#"{"type":"fetch","job":"1","item":"a"}"#, "the field item is not a whole number"),
      (#"{"type":"submit","task":"t","items":[{}],"parameters":{"x":null}}"#, "parameters.x"),
      (#"{"job":"1"}"#, "the field type is missing"), ("[1,2]", "is not an object"), ("{", "is not JSON"),
      ("", "is not JSON"),
    ]
    for (body, part) in cases {
      let error = try #require(try refusal(body), "\(body)")
      #expect(error.code == .invalidRequest)
      #expect(error.message.contains(part), "\(body): \(error.message)")
    }
  }

  @Test func anUnknownTypeIsRefusedWithTheKnownOnes() throws {
    let error = try #require(try refusal(#"{"type":"shutdown"}"#))
    #expect(error.code == .unknownRequest)
    #expect(error.message.contains("shutdown"))
    #expect(error.advice?.contains("model-list") == true)
  }

  @Test func aBodyThatIsNotUTF8IsRefusedWithThePosition() throws {
    let body = Array(#"{"type":"#.utf8) + [0xFF] + Array("}".utf8)
    let error = try #require(try refusal([ProtocolVersion.header(), Self.id.frame, body]))
    #expect(error.message.contains("byte 8 is 0xFF"))
  }

  @Test func whatIsOverABoundIsRefused() throws {
    let long = String(repeating: "x", count: Bounds.nameBytes + 1)
    let upload = "0123456789abcdef"
    let text = String(repeating: "é", count: Bounds.textBytes / 2 + 1)
    let cases: [(Request, WireError.Code)] = [
      (.submit(.init(task: "t", items: [])), .invalidRequest),
      (.submit(.init(task: long, items: [.init(text: "a")])), .tooLarge),
      (.submit(.init(task: "t", items: [.init(text: text)])), .tooLarge),
      (.submit(.init(task: "t", items: [.init(text: "a")], count: 0)), .invalidRequest),
      (.submit(.init(task: "t", items: [.init(text: "a"), .init(text: "b")], count: 50_001)), .tooLarge),
      (.submit(.init(task: "t", items: [.init(text: "a"), .init(text: "b")], count: .max)), .invalidRequest),
      (.submit(.init(task: "t", items: [.init(text: "a")], priority: 101)), .invalidRequest),
      (.submit(.init(task: "t", items: [.init(text: "a")], key: long)), .tooLarge),
      (.submit(.init(task: "t", items: [.init(text: "a"), .init(text: "a\u{0}b")])), .invalidRequest),
      (.submit(.init(task: "t", items: [.init(text: "a")], label: "a\u{0}")), .invalidRequest),
      (.submit(.init(task: "t", items: [.init(text: "a")], key: "\u{0}")), .invalidRequest),
      (.submit(.init(task: "t", items: [.init(text: String(repeating: "a", count: 3000))], count: 100_000)), .tooLarge),
      (
        .submit(
          .init(
            task: "t", items: [.init(text: nil, parameters: ["p": .string(String(repeating: "a", count: 3000))])],
            count: 100_000)), .tooLarge
      ),
      (.list(.init(limit: 0)), .invalidRequest), (.show(.init(job: "1", from: -1)), .invalidRequest),
      (.fetch(.init(job: "1", item: 0, length: Bounds.chunkBytes + 1)), .invalidRequest),
      (.fetch(.init(job: "1", item: 0, offset: -1)), .invalidRequest),
      (.modelImport(.init(upload: upload, files: [])), .invalidRequest),
      (.modelImport(.init(upload: upload, files: (0...64).map { .init(name: "\($0)", size: 0) })), .tooLarge),
      (.modelImport(.init(upload: upload, files: [.init(name: "a", size: Bounds.modelBytes + 1)])), .tooLarge),
      (.modelImport(.init(upload: upload, files: ["a", "b"].map { .init(name: $0, size: 1 << 30 + 1) })), .tooLarge),
      (.modelImport(.init(upload: upload, files: ["a", "a"].map { .init(name: $0, size: 1) })), .invalidRequest),
      (.modelImport(.init(upload: upload, files: [.init(name: "a", size: -1)])), .invalidRequest),
      (.modelCommit(.init(upload: "../../etc/passwd0")), .invalidRequest),
      (.modelCommit(.init(upload: "0123456789ABCDEF")), .invalidRequest),
      (.modelPart(.init(upload: upload, file: "a", offset: -1, bytes: [])), .invalidRequest),
      (
        .modelPart(
          .init(upload: upload, file: "a", offset: 0, bytes: Array(repeating: 0, count: Bounds.chunkBytes + 1))),
        .tooLarge
      ),
      (.modelRead(.init(digest: "ab", file: "a", length: 0)), .invalidRequest),
    ]
    for (request, code) in cases {
      #expect {
        try request.validate()
      } throws: {
        ($0 as? WireError)?.code == code
      }
    }
  }

  @Test(arguments: [
    "", ".", "..", ".hidden", "a/b", "/etc/passwd", "../model.json", "a\u{0}b", "a\nb",
    String(repeating: "x", count: 256),
  ])
  func aNameThatIsNoPlainNameOfAFileIsRefused(name: String) {
    let upload = "0123456789abcdef"
    for request in [
      Request.modelImport(.init(upload: upload, files: [.init(name: name, size: 1)])),
      .modelPart(.init(upload: upload, file: name, offset: 0, bytes: [1])),
      .modelRead(.init(digest: "ab", file: name)),
    ] {
      let error = #expect(throws: WireError.self) { try request.validate() }
      #expect(error?.code == .invalidRequest && error?.message.contains("no plain name of a file") == true)
    }
  }

  @Test func aPartNeedsItsBytesAndOthersMayHaveNone() throws {
    let body = Array(#"{"type":"model-part","upload":"0123456789abcdef","file":"a","offset":0}"#.utf8)
    let head = [ProtocolVersion.header(), Self.id.frame]
    #expect(try refusal(head + [body])?.message.contains("3 frames where 4") == true)
    #expect(try refusal(head + [Array(#"{"type":"status"}"#.utf8), [1]])?.message.contains("4 frames where 3") == true)
  }

  @Test func theDaemonChecksTheBoundsToo() throws {
    let error = try #require(try refusal(#"{"type":"submit","task":"t","items":[{"text":"a"}],"count":100001}"#))
    #expect(error.message.contains("count is 100001"))
  }

  @Test func deeplyNestedJSONIsRefused() throws {
    let body = String(repeating: "[", count: 100_000)
    #expect(try refusal(body)?.code == .invalidRequest)
    let field =
      #"{"type":"status","x":"# + String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000) + "}"
    #expect(try refusal(field)?.code == .invalidRequest)
  }
}
