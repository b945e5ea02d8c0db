import Synchronization
import Wire

/// A client's place at the socket, and the request that an answer belongs to.
struct Client: Sendable {
  /// The routing id that the ROUTER gave the connection.
  var peer: [UInt8]
  /// Who is at its other end.
  var credential: Credential
  var request: RequestID
}

/// Who watches which job: one watch for each client and job.
final class Watches: Sendable {
  private struct Key: Hashable, Sendable {
    var peer: [UInt8]
    var job: String
  }

  private let feed: JobFeed
  private let outbox: Outbox
  private let tokens = Mutex<[Key: JobFeed.Token]>([:])

  init(feed: JobFeed, outbox: Outbox) {
    self.feed = feed
    self.outbox = outbox
  }

  /// Sends a job's events to a client until the job has ended; replaces the client's earlier watch of it.
  func begin(_ job: JobRecord, previewed: Bool, for client: Client) {
    let key = Key(peer: client.peer, job: job.name)
    let token = feed.subscribe(to: job, previewed: previewed) { [weak self] update in
      guard let self else { return }
      let isEnd = update.job.state.isFinal
      // Progress may be left out when the client reads too slowly; the end may not.
      self.outbox.send(.event(Reply.Event(update)), to: client, droppable: !isEnd)
      if isEnd { self.end(key.job, for: key.peer) }
    }
    if let earlier = tokens.withLock({ $0.updateValue(token, forKey: key) }) { feed.unsubscribe(earlier) }
  }

  /// Ends a client's watch of a job, where there is one.
  func end(_ job: String, for peer: [UInt8]) {
    if let token = tokens.withLock({ $0.removeValue(forKey: Key(peer: peer, job: job)) }) { feed.unsubscribe(token) }
  }

  /// Ends all watches of a client that is gone.
  func endAll(for peer: [UInt8]) {
    let ended = tokens.withLock { tokens in
      let keys = tokens.keys.filter { $0.peer == peer }
      return keys.compactMap { tokens.removeValue(forKey: $0) }
    }
    for token in ended { feed.unsubscribe(token) }
  }
}
