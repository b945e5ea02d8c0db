import Testing
import ZMQ

@Suite struct EndpointTests {
  @Test func aPathAndItsAddressAreTheSame() throws {
    #expect(try Endpoint("/run/s").description == "ipc:///run/s")
    #expect(try Endpoint("ipc:///run/s") == Endpoint("/run/s"))
  }

  @Test func aPathOver107BytesIsRefusedWithBothLengths() throws {
    #expect(try Endpoint("/" + String(repeating: "x", count: 106)).path.utf8.count == 107)
    #expect {
      try Endpoint("/" + String(repeating: "é", count: 54))
    } throws: { error in
      let message = (error as? ZMQError)?.message ?? ""
      return message.contains("109 bytes") && message.contains("107")
    }
  }

  @Test(arguments: ["", "ipc://", "tcp://127.0.0.1:1", "inproc://x", "@abstract", "ipc://@abstract", "/a\0b"])
  func whatIsNoLocalPathIsRefused(text: String) {
    #expect(throws: ZMQError.self) { try Endpoint(text) }
  }
}
