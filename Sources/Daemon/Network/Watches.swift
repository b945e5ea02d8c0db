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

  private struct Watch: Sendable {
    var token: JobFeed.Token
    var client: Client
  }

  private let feed: JobFeed
  private let outbox: Outbox
  private let watches = Mutex<[Key: Watch]>([:])

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
    let watch = Watch(token: token, client: client)
    if let earlier = watches.withLock({ $0.updateValue(watch, forKey: key) }) { feed.unsubscribe(earlier.token) }
  }

  /// Ends a client's watch of a job, where there is one.
  func end(_ job: String, for peer: [UInt8]) {
    _ = take { key, _ in key.peer == peer && key.job == job }
  }

  /// Ends all watches of a client that is gone.
  func endAll(for peer: [UInt8]) {
    _ = take { key, _ in key.peer == peer }
  }

  /// Ends all watches of whoever may see nothing any more, and says so to each.
  func endAll(of credential: Credential, because error: WireError) {
    for watch in take(where: { $1.client.credential == credential }) {
      outbox.send(.error(error), to: watch.client)
    }
  }

  private func take(where isMeant: (Key, Watch) -> Bool) -> [Watch] {
    let ended = watches.withLock { watches in
      watches.filter(isMeant).keys.compactMap { watches.removeValue(forKey: $0) }
    }
    for watch in ended { feed.unsubscribe(watch.token) }
    return ended
  }
}
