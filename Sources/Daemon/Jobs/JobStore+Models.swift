import GRDB

/// Which models jobs still need.
extension JobStore {
  /// Jobs that have not ended and were accepted with a package.
  func unfinishedJobs(withModel digest: String) async throws(StoreError) -> Int {
    try await read { db in
      try Int.fetchOne(
        db, sql: "SELECT COUNT(*) FROM jobs WHERE state IN ('queued', 'running') AND modelDigest = ?",
        arguments: [digest]) ?? 0
    }
  }

  /// Digests of the packages that jobs which have not ended were accepted with.
  func modelsInUse() async throws(StoreError) -> Set<String> {
    try await read { db in
      try Set(
        String.fetchAll(db, sql: "SELECT DISTINCT modelDigest FROM jobs WHERE state IN ('queued', 'running')"))
    }
  }
}
