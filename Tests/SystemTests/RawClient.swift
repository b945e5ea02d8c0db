import Foundation
import Testing
import Wire
import ZMQ

/// A client that sends what it likes; used on the thread that made it.
struct RawClient: ~Copyable {
  let socket: Socket

  init(_ house: House) throws {
    let socket = try Socket(.dealer, in: try Context(), options: SocketOptions(maximumFrameBytes: 64 << 20))
    try socket.connect(try Endpoint(house.socket))
    self.socket = socket
  }

  func send(_ frames: [[UInt8]]) throws { _ = try socket.send(frames) }

  /// The next message, within a minute.
  func receive() throws -> [[UInt8]]? {
    while true {
      if let frames = try socket.receive(limit: 8) { return frames }
      guard try socket.wait(milliseconds: 60_000).socket else { return nil }
    }
  }

  /// Sends a request and waits for its answer.
  func ask(_ request: Request) throws -> Reply {
    try send(Codec.frames(of: request, id: RequestID(1)))
    return try Codec.answer(try #require(try receive())).reply
  }
}
