import Glibc
import Synchronization

/// What other threads hand to one engine thread.
///
/// Unchecked: `messages`, `closed` and `nudged` are touched under the mutex alone.
final class Mailbox<Message: Sendable>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let arrived = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var messages: [Message] = []
  private var closed = false
  private var nudged = false
  private let mail = Atomic(false)

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(arrived, nil)
  }

  deinit {
    pthread_cond_destroy(arrived)
    pthread_mutex_destroy(mutex)
    arrived.deallocate()
    mutex.deallocate()
  }

  /// Leaves a message.
  /// - Returns: false when the mailbox is closed and the message was not taken.
  func post(_ message: Message) -> Bool {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    guard !closed else { return false }
    messages.append(message)
    mail.store(true, ordering: .relaxed)
    pthread_cond_signal(arrived)
    return true
  }

  /// Whether `take` would return at once; may be late by a moment.
  var hasMail: Bool { mail.load(ordering: .relaxed) }

  /// Makes a waiting `take` return without a message.
  func nudge() {
    pthread_mutex_lock(mutex)
    nudged = true
    pthread_cond_signal(arrived)
    pthread_mutex_unlock(mutex)
  }

  /// Takes all messages.
  /// - Parameter waiting: sleeps until there is one, or a nudge, or the mailbox is closed.
  /// - Returns: the messages in their order; nil when the mailbox is closed and empty.
  func take(waiting: Bool) -> [Message]? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while waiting && messages.isEmpty && !closed && !nudged { pthread_cond_wait(arrived, mutex) }
    nudged = false
    guard !messages.isEmpty || !closed else { return nil }
    let taken = messages
    messages = []
    mail.store(closed, ordering: .relaxed)
    return taken
  }

  func close() {
    pthread_mutex_lock(mutex)
    closed = true
    mail.store(true, ordering: .relaxed)
    pthread_cond_broadcast(arrived)
    pthread_mutex_unlock(mutex)
  }
}
