import Foundation
import Testing
import Wire
import ZMQ

/// A client that sends what it likes; used on the thread that made it.
struct RawClient: ~Copyable {
  let socket: Socket

  /// - Parameter introduced: whether the daemon is told first who is there.
  /// - Parameter room: messages that it takes in before they are asked for.
  init(_ house: House, introduced: Bool = true, room: Int = 1000) throws {
    let socket = try Self.connect(to: house.socket, room: room)
    if introduced { _ = try Self.introduce(socket) }
    self.socket = socket
  }

  /// Connects to a socket, whether somebody is there or not.
  init(at path: String) throws { socket = try Self.connect(to: path, room: 1000) }

  private static func connect(to path: String, room: Int) throws -> Socket {
    let socket = try Socket(
      .dealer, in: try Context(), options: SocketOptions(maximumFrameBytes: 64 << 20, highWaterMark: room, linger: 0))
    try socket.connect(try Endpoint(path))
    return socket
  }

  /// Connects to a daemon in the network.
  init(at address: String, keys: KeyPair, serverKey: String) throws {
    let socket = try Socket(.dealer, in: try Context(), options: SocketOptions(maximumFrameBytes: 64 << 20))
    try socket.connect(try Endpoint(address), keys: keys, serverKey: serverKey)
    self.socket = socket
  }

  /// Says hello, and again with the nonce of the challenge.
  /// - Returns: what the daemon says of itself.
  func introduce() throws -> Reply.Welcome { try Self.introduce(socket) }

  private static func introduce(_ socket: borrowing Socket) throws -> Reply.Welcome {
    guard case .challenge(let challenge) = try ask(.hello(.init(client: "test")), on: socket),
      case .welcome(let welcome) = try ask(.hello(.init(client: "test", nonce: challenge.nonce)), on: socket)
    else { throw Unexpected() }
    return welcome
  }

  /// An answer that does not belong to its request.
  struct Unexpected: Error {}

  func send(_ frames: [[UInt8]]) throws { _ = try socket.send(frames) }

  /// The next message; nil when none comes within ten minutes, or another time.
  func receive(milliseconds: Int = 600_000) throws -> [[UInt8]]? {
    try Self.receive(on: socket, milliseconds: milliseconds)
  }

  /// Sends a request and waits for its answer.
  func ask(_ request: Request) throws -> Reply { try Self.ask(request, on: socket) }

  private static func receive(on socket: borrowing Socket, milliseconds: Int = 600_000) throws -> [[UInt8]]? {
    while true {
      if let frames = try socket.receive(limit: 8) { return frames }
      guard try socket.wait(milliseconds: milliseconds).socket else { return nil }
    }
  }

  private static func ask(_ request: Request, on socket: borrowing Socket) throws -> Reply {
    _ = try socket.send(Codec.frames(of: request, id: RequestID(1)))
    return try Codec.answer(try #require(try receive(on: socket))).reply
  }
}
