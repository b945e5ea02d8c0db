import Synchronization

/// Which packages are needed no more.
extension ModelStore {
  /// Says that a job is being accepted: until `endAccepting`, the model that is chosen for it stays where it is.
  func beginAccepting() { state.withLock { $0.accepting += 1 } }

  func endAccepting() {
    state.withLock { state in
      state.accepting -= 1
      state.accepted += 1
    }
  }

  /// How many submissions have ended; to be taken before it is asked what unfinished jobs need.
  var acceptedSoFar: Int { state.withLock { $0.accepted } }

  /// Forgets packages that nobody can ask for and no unfinished job needs.
  /// - Parameters:
  ///   - needed: the digests that unfinished jobs were accepted with.
  ///   - before: `acceptedSoFar` from before that was asked: a job that was being accepted then, or has been since, may
  ///     need another one, and then nothing is forgotten; the next time will do.
  func collect(needed: Set<String>, since before: Int) {
    gate.withLock { _ in
      guard state.withLock({ $0.accepting == 0 && $0.accepted == before }) else { return }
      // A folder that cannot be read now may come back.
      let leaves = FileSystem.listing(of: folder).map { Set($0) } ?? Set(index.live.keys)
      if index.live.keys.contains(where: { !leaves.contains($0) }) {
        guard (try? change { $0.live = $0.live.filter { leaves.contains($0.key) } }) != nil else { return }
      }
      let kept = index.digests.union(needed).union(state.withLock { $0.packages.compactMap(\.entry.digest) })
      for digest in library.digests where !kept.contains(digest) { library.remove(digest) }
      state.withLock { state in
        state.kept = state.kept.filter { kept.contains($0.key) }
      }
      memory.forget { !kept.contains($0) }
    }
  }
}
