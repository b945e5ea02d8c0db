import Glibc
import Testing
import ZMQ

@testable import Daemon

@Suite struct IntroductionsTests {
  /// What the system would say of each descriptor at present.
  private final class System {
    var owners: [Int32: UInt32] = [:]
    var connections: [Int32: ConnectionID] = [:]
    var nonces = 0
  }

  private let system = System()
  private let ann: [UInt8] = [0, 1, 1, 1, 1]
  private let bob: [UInt8] = [0, 2, 2, 2, 2]

  private func introductions() -> Introductions {
    let system = system
    return Introductions(
      read: { descriptor in
        system.owners[descriptor].map { PeerCredentials(process: 1, user: $0, group: $0) }
      },
      identify: { system.connections[$0] ?? ConnectionID(1) },
      makeNonce: {
        system.nonces += 1
        return "nonce \(system.nonces)"
      })
  }

  @Test func aConnectionIsKnownOnceItHasSentItsNonceBack() {
    var introductions = introductions()
    system.owners[7] = 1000
    #expect(introductions.hello(from: ann, descriptor: 7, nonce: nil) == .challenge(nonce: "nonce 1"))
    #expect(introductions.credential(of: ann, descriptor: 7) == nil)
    let known = Credential.process(user: 1000, group: 1000)
    #expect(introductions.hello(from: ann, descriptor: 7, nonce: "nonce 1") == .known(known))
    #expect(introductions.credential(of: ann, descriptor: 7) == known)
    #expect(introductions.hello(from: ann, descriptor: 7, nonce: nil) == .known(known))
  }

  @Test func aWrongNonceIsAnsweredWithANewOne() {
    var introductions = introductions()
    system.owners[7] = 1000
    _ = introductions.hello(from: ann, descriptor: 7, nonce: nil)
    #expect(introductions.hello(from: ann, descriptor: 7, nonce: "nonce 2") == .challenge(nonce: "nonce 2"))
    #expect(introductions.hello(from: ann, descriptor: 7, nonce: "nonce 1") == .challenge(nonce: "nonce 3"))
    #expect(introductions.credential(of: ann, descriptor: 7) == nil)
  }

  @Test func twoHellosUnderWayAtOnceDoNotOutdateEachOther() {
    var introductions = introductions()
    system.owners[7] = 1000
    #expect(introductions.hello(from: ann, descriptor: 7, nonce: nil) == .challenge(nonce: "nonce 1"))
    #expect(introductions.hello(from: ann, descriptor: 7, nonce: nil) == .challenge(nonce: "nonce 1"))
    let known = Credential.process(user: 1000, group: 1000)
    #expect(introductions.hello(from: ann, descriptor: 7, nonce: "nonce 1") == .known(known))
    #expect(introductions.hello(from: ann, descriptor: 7, nonce: "nonce 1") == .known(known))
  }

  @Test func aReusedDescriptorLendsNobodyAnothersName() {
    var introductions = introductions()
    // Bob's hello is read when his connection is gone and its descriptor is Ann's: Ann's name is read.
    system.owners[7] = 1000
    guard case .challenge(let nonce) = introductions.hello(from: bob, descriptor: 7, nonce: nil) else {
      Issue.record("no challenge")
      return
    }
    // He never hears of the nonce; a later connection of his cannot know it, nor be taken for the earlier one.
    let again: [UInt8] = [0, 2, 2, 2, 3]
    system.owners[8] = 1001
    #expect(introductions.hello(from: again, descriptor: 8, nonce: "guess") == .challenge(nonce: "nonce 2"))
    #expect(
      introductions.hello(from: again, descriptor: 8, nonce: "nonce 2") == .known(.process(user: 1001, group: 1001)))
    // Ann herself is asked for a nonce of her own.
    #expect(introductions.hello(from: ann, descriptor: 7, nonce: nonce) != .known(.process(user: 1000, group: 1000)))
    #expect(introductions.credential(of: bob, descriptor: 7) == nil)
  }

  @Test func aConnectionIsForgottenWhenAnotherOneHasItsDescriptor() {
    var introductions = introductions()
    system.owners[7] = 1000
    _ = introductions.hello(from: ann, descriptor: 7, nonce: nil)
    _ = introductions.hello(from: ann, descriptor: 7, nonce: "nonce 1")
    system.owners[7] = 1001
    _ = introductions.hello(from: bob, descriptor: 7, nonce: nil)
    #expect(introductions.credential(of: ann, descriptor: 7) == nil)
    #expect(introductions.count == 1)
    // Messages of hers that are read late, with a descriptor that is somebody else's by now, count for nobody.
    #expect(introductions.credential(of: ann, descriptor: 9) == nil)
  }

  @Test func whoClaimsTheIdOfAConnectionThatIsGoneIsNotTakenForIt() {
    var introductions = introductions()
    system.owners[7] = 1000
    _ = introductions.hello(from: ann, descriptor: 7, nonce: nil)
    _ = introductions.hello(from: ann, descriptor: 7, nonce: "nonce 1")
    #expect(introductions.credential(of: ann, descriptor: 7) != nil)
    // Ann is gone. Bob gets her descriptor, and says that her id is his.
    system.owners[7] = 1001
    system.connections[7] = ConnectionID(2)
    #expect(introductions.credential(of: ann, descriptor: 7) == nil)
    #expect(introductions.hello(from: ann, descriptor: 7, nonce: nil) == .challenge(nonce: "nonce 2"))
    #expect(
      introductions.hello(from: ann, descriptor: 7, nonce: "nonce 2") == .known(.process(user: 1001, group: 1001)))
  }

  @Test func aConnectionThatIsExchangedWhileItIsLookedAtIsRefused() {
    let system = system
    var introductions = Introductions(
      read: { descriptor in
        system.connections[descriptor] = ConnectionID(2)
        return PeerCredentials(process: 1, user: 0, group: 0)
      },
      identify: { system.connections[$0] ?? ConnectionID(1) })
    guard case .refused = introductions.hello(from: bob, descriptor: 7, nonce: nil) else {
      Issue.record("not refused")
      return
    }
  }

  @Test func theSystemTellsConnectionsApart() throws {
    var pair: [Int32] = [0, 0]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
    defer { for descriptor in pair { close(descriptor) } }
    let first = try #require(ConnectionID(descriptor: pair[0]))
    #expect(ConnectionID(descriptor: pair[0]) == first)
    #expect(ConnectionID(descriptor: pair[1]) != first)
    #expect(ConnectionID(descriptor: -1) == nil)
  }

  @Test(arguments: [[1, 2, 3, 4, 5], [0, 1, 2, 3], [0, 1, 2, 3, 4, 5], Array("root".utf8)] as [[UInt8]])
  func aRoutingIdOfTheClientsOwnIsRefused(peer: [UInt8]) {
    var introductions = introductions()
    system.owners[7] = 0
    guard case .refused = introductions.hello(from: peer, descriptor: 7, nonce: nil) else {
      Issue.record("not refused")
      return
    }
    #expect(introductions.count == 0)
  }

  @Test func whoCannotBeToldIsRefused() {
    var introductions = introductions()
    guard case .refused = introductions.hello(from: ann, descriptor: 7, nonce: nil),
      case .refused = introductions.hello(from: ann, descriptor: nil, nonce: nil)
    else {
      Issue.record("not refused")
      return
    }
  }
}
