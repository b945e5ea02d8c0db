import Synchronization

/// Brings what several tasks want to write into one transaction: the disk is waited for once for all who came while it
/// was busy with the ones before.
final class GroupCommit<Element: Sendable, Value: Sendable>: Sendable {
  private struct Waiting {
    var element: Element
    var continuation: CheckedContinuation<Result<Value, StoreError>, Never>
  }

  private struct State {
    var waiting: [Waiting] = []
    var isBusy = false
  }

  /// Elements of one transaction; a long one would make the first wait for the last.
  private let groupLimit: Int
  private let state = Mutex(State())

  init(groupLimit: Int = 256) { self.groupLimit = groupLimit }

  /// Adds an element to the next transaction and waits until that is on the disk.
  /// - Parameter write: writes a whole group in one transaction, with one result for each element.
  func add(
    _ element: Element,
    write: @escaping @Sendable ([Element]) async throws(StoreError) -> [Result<Value, StoreError>]
  ) async throws(StoreError) -> Value {
    let result = await withCheckedContinuation { continuation in
      let isFirst = state.withLock { state in
        state.waiting.append(Waiting(element: element, continuation: continuation))
        defer { state.isBusy = true }
        return !state.isBusy
      }
      if isFirst { Task { await drain(write) } }
    }
    return try result.get()
  }

  private func drain(_ write: @Sendable ([Element]) async throws(StoreError) -> [Result<Value, StoreError>]) async {
    while let group = next() {
      do throws(StoreError) {
        let results = try await write(group.map(\.element))
        for (member, result) in zip(group, results) { member.continuation.resume(returning: result) }
      } catch {
        for member in group { member.continuation.resume(returning: .failure(error)) }
      }
    }
  }

  private func next() -> [Waiting]? {
    state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.isBusy = false
        return nil
      }
      let group = Array(state.waiting.prefix(groupLimit))
      state.waiting.removeFirst(group.count)
      return group
    }
  }
}
