import Synchronization
import Wire
import ZMQ

/// Messages on their way to the ROUTER thread; any thread may put some in, only that thread takes them out.
final class Outbox: Sendable {
  struct Message: Sendable {
    var peer: [UInt8]
    /// Without the routing frame.
    var frames: [[UInt8]]
    /// Whether it may be left out when the peer reads too slowly.
    var droppable: Bool
    /// Counts it until the peer has it; nil for a small one.
    var parcel: Unread.Parcel?
  }

  private struct State {
    var messages: [Message] = []
    var closed = false
  }

  /// Rung when there is something to take.
  let bell: WakeUp
  /// What is on its way.
  let unread = Unread()
  private let state = Mutex(State())
  /// Messages that may wait before droppable ones are left out.
  private let limit: Int

  init(limit: Int) throws(ZMQError) {
    bell = try WakeUp()
    self.limit = limit
  }

  func send(_ reply: Reply, payload: [UInt8] = [], to client: Client, droppable: Bool = false) {
    send([message(reply, payload: payload, to: client, droppable: droppable)])
  }

  func send(_ frames: [[UInt8]], to peer: [UInt8]) {
    send([Message(peer: peer, frames: frames, droppable: false, parcel: nil)])
  }

  /// The message with a reply; `unread` counts it.
  func message(_ reply: Reply, payload: [UInt8] = [], to client: Client, droppable: Bool = false) -> Message {
    let frames = Codec.frames(of: reply, id: client.request, payload: payload)
    return Message(
      peer: client.peer, frames: frames, droppable: droppable,
      parcel: unread.parcel(of: frames, for: client.credential))
  }

  /// Sends messages with one wake of the thread.
  func send(_ messages: [Message]) {
    let isTaken = state.withLock { state in
      guard !state.closed else { return false }
      let before = state.messages.count
      for message in messages where !message.droppable || state.messages.count < limit {
        state.messages.append(message)
      }
      return state.messages.count > before
    }
    if isTaken { bell.ring() }
  }

  /// Takes all messages out, oldest first; `isClosed` says that no more will come.
  func take() -> (messages: [Message], isClosed: Bool) {
    state.withLock { state in
      defer { state.messages = [] }
      return (state.messages, state.closed)
    }
  }

  /// Nothing is accepted any more; what is in is still delivered.
  func close() {
    state.withLock { $0.closed = true }
    bell.ring()
  }
}
