import Foundation
import Testing
import Wire

@Suite(.serialized) struct SocketTests {
  @Test func malformedMessagesAreRefusedOrLeftOutAndTheDaemonAnswersOn() throws {
    let house = try House()
    let client = try RawClient(house)
    let header = ProtocolVersion.header()
    let id = RequestID(9).frame
    let answered: [([[UInt8]], WireError.Code)] = [
      ([header, id, Array("{".utf8)], .invalidRequest),
      ([header, id, []], .invalidRequest),
      ([header, id, [0xFF, 0xFE]], .invalidRequest),
      ([header, id, Array("[]".utf8)], .invalidRequest),
      ([header, id, Array(#"{"type":"dance"}"#.utf8)], .unknownRequest),
      ([header, id, Array(#"{"type":"show"}"#.utf8)], .invalidRequest),
      ([header, id, Array(#"{"type":"show","job":7}"#.utf8)], .invalidRequest),
      ([header, id, Array("{}".utf8), [1], [2], [3], [4]], .invalidRequest),
      ([header, id, Array(String(repeating: "[", count: 100_000).utf8)], .invalidRequest),
      ([header, id, Array(#"{"type":"submit","task":"tally","items":[]}"#.utf8)], .invalidRequest),
    ]
    for (frames, code) in answered {
      try client.send(frames)
      let answer = try Codec.answer(try #require(try client.receive()))
      #expect(answer.id == RequestID(9))
      guard case .error(let error) = answer.reply else {
        Issue.record("answered with \(answer.reply.kind)")
        continue
      }
      #expect(error.code == code, "\(error)")
    }
    for frames in [[[]], [[1, 2, 3]], [header], [header, [1]], [Array("GET / HTTP/1.1".utf8), id, []]] as [[[UInt8]]] {
      try client.send(frames)
    }
    try client.send(Codec.frames(of: .hello(.init(client: "test")), id: RequestID(10)))
    let last = try Codec.answer(try #require(try client.receive()))
    #expect(last.id == RequestID(10), "what is no message gets no answer")
    #expect(try house.seqctl("status").status == 0)
  }

  @Test func anotherProtocolVersionIsToldWhichOneIsSpoken() throws {
    let house = try House()
    let client = try RawClient(house, introduced: false)
    try client.send([ProtocolVersion.header(9), Array("any id".utf8), Array("any body".utf8)])
    let frames = try #require(try client.receive())
    #expect(ProtocolVersion.version(of: frames[0]) == ProtocolVersion.universal)
    #expect(frames[1] == Array("any id".utf8))
    #expect(String(decoding: frames[2], as: UTF8.self).contains("\"versions\":[\(ProtocolVersion.current)]"))
  }

  @Test func anOversizedMessageClosesOnlyItsConnection() throws {
    let house = try House(config: "[limits]\nmessage-bytes = 65536\n")
    let large = try RawClient(house)
    try large.send([ProtocolVersion.header(), RequestID(1).frame, [UInt8](repeating: 32, count: 1 << 20)])
    let small = try RawClient(house, introduced: false)
    let welcome = try small.introduce()
    #expect(welcome.limits.frameBytes == 65_536)
    #expect(try house.seqctl("status").status == 0)
  }

  @Test func halfSentAndForeignBytesOnTheSocketAreLeftOut() throws {
    let house = try House()
    // A greeting of ZeroMQ that stops half-way, a frame header that promises more than comes, and plain noise.
    let greeting: [UInt8] = [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3]
    let streams: [[UInt8]] = [
      greeting, greeting + [UInt8](repeating: 0, count: 53) + [0x02, 0xFF, 0xFF], Array("GET / HTTP/1.1\r\n\r\n".utf8),
      (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 197) },
    ]
    var open: [Int32] = []
    defer { for descriptor in open { close(descriptor) } }
    for bytes in streams {
      let descriptor = Foundation.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      open.append(descriptor)
      var address = UnixAddress(house.socket)
      #expect(address.with { connect(descriptor, $0, $1) } == 0)
      _ = Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
    #expect(try house.seqctl("status").status == 0)
    #expect(try house.result(of: house.submit("--text", "on")).isEmpty == false)
  }
}
