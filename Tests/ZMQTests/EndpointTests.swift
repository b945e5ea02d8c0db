import Testing
import ZMQ

@Suite struct EndpointTests {
  @Test func aPathAndItsAddressAreTheSame() throws {
    #expect(try Endpoint("/run/s").description == "ipc:///run/s")
    #expect(try Endpoint("ipc:///run/s") == Endpoint("/run/s"))
  }

  @Test func aPathOver107BytesIsRefusedWithBothLengths() throws {
    #expect(try Endpoint("/" + String(repeating: "x", count: 106)).place.utf8.count == 107)
    #expect {
      try Endpoint("/" + String(repeating: "é", count: 54))
    } throws: { error in
      let message = (error as? ZMQError)?.message ?? ""
      return message.contains("109 bytes") && message.contains("107")
    }
  }

  @Test(arguments: ["", "ipc://", "inproc://x", "udp://a:1", "@abstract", "ipc://@abstract", "/a\0b"])
  func whatIsNeitherAPathNorAnAddressIsRefused(text: String) {
    #expect(throws: ZMQError.self) { try Endpoint(text) }
  }

  @Test(arguments: [
    "tcp://", "tcp://host", "tcp://:5570", "tcp://host:0", "tcp://host:65536", "tcp://ho st:1", "tcp://h:x",
  ])
  func anAddressNeedsAHostAndAPort(text: String) {
    #expect(throws: ZMQError.self) { try Endpoint(text) }
  }

  @Test func anAddressInTheNetworkIsToldFromAPath() throws {
    let endpoint = try Endpoint("tcp://[::1]:5570")
    #expect(endpoint.transport == .network)
    #expect(endpoint.place == "[::1]:5570")
    #expect(endpoint.description == "tcp://[::1]:5570")
    #expect(try Endpoint("/tcp").transport == .local)
  }
}
