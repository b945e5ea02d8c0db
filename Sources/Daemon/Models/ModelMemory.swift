import Generation
import Networks
import Synchronization

/// The models in memory: loaded when an item needs one, together within a limit, let go when nobody has used one for a
/// while.
///
/// Where the limit leaves no room, models that nobody uses give way, the longest unused first; where all are in use, the
/// item waits its turn. Turns are in the order of arrival, so that a large model does not wait for ever behind small ones.
final class ModelMemory: Sendable {
  /// What is known of a model in memory.
  struct Resident: Sendable, Equatable {
    var name: String
    var digest: String
    /// Bytes of its packed weights.
    var bytes: Int
    /// Items that use it now.
    var users: Int
    /// Bytes that each sequence's state takes; nil until the weights are there.
    var bytesPerSequence: Int?
  }

  private struct Entry {
    var resident: Resident
    let task: Loading
    var lastUse = ContinuousClock.now
  }

  private struct Waiter {
    let number: Int
    let wish: Wish
    /// Told that it is its turn, or that its task was cancelled.
    let turn: CheckedContinuation<Loading, any Error>
  }

  /// What an item wants.
  private struct Wish {
    let name: String
    let digest: String
    let bytes: Int
    let load: @Sendable () async throws -> LoadedModel
  }

  private typealias Loading = Task<LoadedModel, any Error>

  private struct State {
    var entries: [String: Entry] = [:]
    var waiters: [Waiter] = []
    var nextNumber = 0
    /// Whether a task looks for models that nobody uses.
    var isSweeping = false
  }

  /// Bytes of packed weights that may be in memory.
  let limit: Int
  /// How long a model stays that nobody uses.
  private let patience: Duration
  private let state = Mutex(State())

  init(limit: Int, patience: Duration) {
    self.limit = limit
    self.patience = patience
  }

  /// In order of names.
  var residents: [Resident] {
    state.withLock { $0.entries.values.map(\.resident) }.sorted { ($0.name, $0.digest) < ($1.name, $1.digest) }
  }

  /// Items that wait until there is room.
  var waiting: Int { state.withLock { $0.waiters.count } }

  /// Why a model can never be loaded, as the second half of a sentence; nil when it can.
  func refusal(of description: ModelDescription) -> String? {
    let bytes = LoadedModel.bytes(of: description)
    guard bytes > limit else { return nil }
    return "its weights take \(Self.text(bytes)) of memory, and engine.model-memory allows \(Self.text(limit)) for all "
      + "models together"
  }

  /// Runs `body` with a model's weights in memory.
  /// - Parameter load: reads the weights, if nobody has yet.
  /// - Throws: `CancellationError` when the task is cancelled while it waits its turn; what `load` and `body` throw.
  func withModel<Value: Sendable>(
    _ digest: String, _ description: ModelDescription, load: @Sendable @escaping () async throws -> LoadedModel,
    body: (LoadedModel) async throws -> Value
  ) async throws -> Value {
    if let refusal = refusal(of: description) {
      throw DaemonError("the model \(description.name) cannot be used: \(refusal)")
    }
    let loading = try await turn(
      Wish(name: description.name, digest: digest, bytes: LoadedModel.bytes(of: description), load: load))
    let model: LoadedModel
    do {
      model = try await loading.value
    } catch {
      // The next item tries again: the package may be whole by then.
      giveUp(digest, loading)
      throw error
    }
    defer { release(digest) }
    noteSequence(of: model, digest)
    return try await body(model)
  }

  /// Finds out, once, what a sequence takes.
  private func noteSequence(of model: LoadedModel, _ digest: String) {
    guard state.withLock({ $0.entries[digest].map { $0.resident.bytesPerSequence == nil } ?? false }) else { return }
    let bytes = model.bytesPerSequence
    state.withLock { $0.entries[digest]?.resident.bytesPerSequence = bytes }
  }

  /// Waits until there is room for a model, and counts the caller as one of its users.
  private func turn(_ wish: Wish) async throws -> Loading {
    let number = state.withLock { state in
      state.nextNumber += 1
      return state.nextNumber
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { turn in
        let answer: Result<Loading, any Error>? = state.withLock { state in
          // A cancellation from here on finds the waiter.
          if Task.isCancelled { return .failure(CancellationError()) }
          if state.waiters.isEmpty, let loading = grant(wish, &state) { return .success(loading) }
          state.waiters.append(Waiter(number: number, wish: wish, turn: turn))
          return nil
        }
        if let answer { turn.resume(with: answer) }
      }
    } onCancel: {
      let waiter = state.withLock { state in
        state.waiters.firstIndex { $0.number == number }.map { state.waiters.remove(at: $0) }
      }
      waiter?.turn.resume(throwing: CancellationError())
      serve()
    }
  }

  /// Counts a user in if the model is there or there is room for it; models that nobody uses give way.
  private func grant(_ wish: Wish, _ state: inout State) -> Loading? {
    if state.entries[wish.digest] == nil {
      let inUse = state.entries.values.filter { $0.resident.users > 0 }.reduce(0) { $0 + $1.resident.bytes }
      guard inUse + wish.bytes <= limit else { return nil }
      while state.entries.values.reduce(wish.bytes, { $0 + $1.resident.bytes }) > limit {
        let unused = state.entries.filter { $0.value.resident.users == 0 }
        guard let oldest = unused.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return nil }
        state.entries[oldest.key] = nil
      }
      state.entries[wish.digest] = Entry(
        resident: Resident(name: wish.name, digest: wish.digest, bytes: wish.bytes, users: 0),
        task: Task { try await wish.load() })
    }
    state.entries[wish.digest]?.resident.users += 1
    return state.entries[wish.digest]?.task
  }

  private func release(_ digest: String) {
    let sweeps = state.withLock { state in
      state.entries[digest]?.resident.users -= 1
      state.entries[digest]?.lastUse = .now
      defer { state.isSweeping = true }
      return !state.isSweeping
    }
    if sweeps { Task { [weak self] in await self?.sweep() } }
    serve()
  }

  private func giveUp(_ digest: String, _ loading: Loading) {
    state.withLock { state in
      if state.entries[digest]?.task == loading { state.entries[digest] = nil }
    }
    serve()
  }

  /// Gives those who wait their turns, as far as there is room.
  private func serve() {
    let served = state.withLock { state in
      var served: [(CheckedContinuation<Loading, any Error>, Loading)] = []
      while let first = state.waiters.first, let loading = grant(first.wish, &state) {
        served.append((first.turn, loading))
        state.waiters.removeFirst()
      }
      return served
    }
    for (turn, loading) in served { turn.resume(returning: loading) }
  }

  /// Lets models go that nobody has used for a while; ends when all that are left are in use, for whoever lets go of one
  /// begins anew.
  private func sweep() async {
    while true {
      let (next, gone): (ContinuousClock.Instant?, Int) = state.withLock { state in
        let limit = ContinuousClock.now - patience
        let before = state.entries.count
        state.entries = state.entries.filter { $0.value.resident.users > 0 || $0.value.lastUse > limit }
        let next = state.entries.values.filter { $0.resident.users == 0 }.map { $0.lastUse + patience }.min()
        if next == nil { state.isSweeping = false }
        return (next, before - state.entries.count)
      }
      if gone > 0 { ProcessMemory.giveBack() }
      guard let next else { return }
      try? await Task.sleep(until: next)
    }
  }

  /// Lets go of models, but of those that are in use.
  func forget(where isUnwanted: (String) -> Bool) {
    state.withLock { state in
      state.entries = state.entries.filter { $0.value.resident.users > 0 || !isUnwanted($0.key) }
    }
    ProcessMemory.giveBack()
  }

  /// Bytes as people read them.
  private static func text(_ bytes: Int) -> String {
    let (unit, name) = bytes < 1 << 20 ? (1 << 10, "KiB") : bytes < 1 << 30 ? (1 << 20, "MiB") : (1 << 30, "GiB")
    let tenths = (bytes * 10 + unit / 2) / unit
    return tenths < 100 ? "\(tenths / 10).\(tenths % 10) \(name)" : "\((bytes + unit / 2) / unit) \(name)"
  }
}
