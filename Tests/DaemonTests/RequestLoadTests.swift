import Testing
import Wire

@testable import Daemon

/// Requests in hand: a flood of one leaves the others room.
@Suite struct RequestLoadTests {
  private let ann = Credential.process(user: 1000, group: 1000)
  private let bob = Credential.key("k")

  @Test func longMessagesOfOneLeaveRoomForAnothers() {
    var load = RequestLoad(messageBytes: 100)
    for _ in 0..<4 { #expect(load.take(100, of: ann) == nil) }
    #expect(load.take(1, of: ann)?.message == "400 bytes of this user's requests are in hand")
    for _ in 0..<4 { #expect(load.take(100, of: bob) == nil) }
    load.release(100, of: ann)
    #expect(load.take(100, of: ann) == nil)
  }

  @Test func manyMessagesOfOneLeaveRoomForAnothers() {
    var load = RequestLoad(messageBytes: 1_000_000)
    for _ in 0..<RequestLoad.mostOfOne { #expect(load.take(1, of: ann) == nil) }
    #expect(load.take(1, of: ann)?.code == .full)
    #expect(load.take(1, of: bob) == nil)
    for _ in 0..<RequestLoad.mostOfOne { load.release(1, of: ann) }
    #expect(load.take(1, of: ann) == nil)
  }

  @Test func aUserOfManyGroupsHasOneShare() {
    var load = RequestLoad(messageBytes: 100)
    for group: UInt32 in 0..<4 { #expect(load.take(100, of: .process(user: 1000, group: group)) == nil) }
    #expect(load.take(100, of: .process(user: 1000, group: 4))?.code == .full)
    load.release(100, of: .process(user: 1000, group: 7))
    #expect(load.take(100, of: ann) == nil && load.take(100, of: .process(user: 1001, group: 4)) == nil)
  }

  @Test func allTogetherHaveAnEndAndASingleMessageAlwaysFits() {
    var load = RequestLoad(messageBytes: 100)
    #expect(load.take(850, of: ann) == nil, "it has several frames")
    #expect(load.take(1, of: bob)?.message == "the daemon has too many requests in hand")
    load.release(850, of: ann)
    #expect(load.take(1, of: bob) == nil)
  }
}
