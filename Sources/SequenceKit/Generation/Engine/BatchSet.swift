/// What one engine thread has to do: a batch for each model it has sequences of, and the sequences that wait for room.
struct BatchSet {
  private let desk: Desk?
  /// In the order in which they began, which is the order they step in.
  private(set) var running: [Batch] = []
  /// Those of higher priority first, among equals those that came first.
  private var waiting: [Waiting] = []
  private var arrived = 0
  /// Sequences that took part when those that wait were looked at last, and the steps since.
  private var lastLook = (active: 0, steps: 0)
  /// Steps after which those that wait are looked at though nobody has left, for one that was cancelled.
  private static let cancellationInterval = 32

  private struct Waiting {
    enum Sequence {
      case new(Arrival)
      case paused(PausedSequence)
    }
    let sequence: Sequence
    /// Place in the order of arrival; paused ones come before all that have not begun.
    let number: Int

    var ticket: Ticket {
      switch sequence {
      case .new(let arrival): arrival.ticket
      case .paused(let paused): paused.ticket
      }
    }

    var model: LoadedModel {
      switch sequence {
      case .new(let arrival): arrival.model
      case .paused(let paused): paused.model
      }
    }
  }

  init(desk: Desk?) { self.desk = desk }

  var isEmpty: Bool { running.isEmpty && waiting.isEmpty }

  /// Sequences that take part in steps.
  var active: Int { running.reduce(0) { $0 + $1.count } }

  /// All sequences.
  var count: Int { active + waiting.count }

  /// Bytes of memory that the sequences' states take.
  var bytes: Int {
    waiting.reduce(running.reduce(0) { $0 + $1.bytes }) { sum, waiting in
      if case .paused(let paused) = waiting.sequence { sum + paused.bytes } else { sum }
    }
  }

  /// Lets new sequences and those that wait into their batches, as far as there is room; a more urgent one takes the
  /// place of the least urgent.
  mutating func admit(_ arrivals: [Arrival], upTo largest: Int) {
    for arrival in arrivals {
      insert(Waiting(sequence: .new(arrival), number: arrived))
      arrived += 1
    }
    guard !waiting.isEmpty else { return }
    // There may be thousands; as long as nobody comes or goes there is no room for any of them.
    lastLook.steps += 1
    guard !arrivals.isEmpty || active != lastLook.active || lastLook.steps >= Self.cancellationInterval else { return }
    defer { lastLook = (active, 0) }
    let candidates = waiting
    waiting = []
    for candidate in candidates {
      let ticket = candidate.ticket
      if ticket.isCancelled {
        ticket.settle(.failure(CancellationError()))
        continue
      }
      let batch = batch(of: candidate.model)
      if batch.count >= largest {
        guard let lowest = batch.lowestPriority, lowest < ticket.priority else {
          insert(candidate)
          continue
        }
        // Numbers below zero: it was here before all that have not begun.
        insert(Waiting(sequence: .paused(batch.pauseLast()), number: -1))
      }
      switch candidate.sequence {
      case .new(let arrival): batch.join(arrival)
      case .paused(let paused): batch.resume(paused)
      }
    }
  }

  private mutating func insert(_ newcomer: Waiting) {
    let rank = (-newcomer.ticket.priority, newcomer.number)
    let place = waiting.lastIndex { (-$0.ticket.priority, $0.number) <= rank }.map { $0 + 1 } ?? 0
    waiting.insert(newcomer, at: place)
  }

  private mutating func batch(of model: LoadedModel) -> Batch {
    if let batch = running.first(where: { $0.model === model }) { return batch }
    let batch = Batch(model, desk: desk)
    running.append(batch)
    return batch
  }

  /// Lets go of batches whose sequences have all left.
  mutating func removeEmpty() { running.removeAll { $0.count == 0 } }

  /// Ends every sequence with an error.
  mutating func abandon(_ error: any Error) {
    for batch in running { batch.abandon(error) }
    for waiting in waiting { waiting.ticket.settle(.failure(error)) }
    self = BatchSet(desk: desk)
  }
}
