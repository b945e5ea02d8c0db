import GRDB
import PluginAPI
import Testing

@testable import Daemon

/// A database as the first release left it behind when it was killed: one job done, one of which both items were running.
@Suite struct OldDatabaseTests {
  /// What that release wrote, as SQLite dumps it.
  private static let dump = """
    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
    INSERT INTO "grdb_migrations" VALUES('1 jobs and items');
    CREATE TABLE "jobs" ("id" INTEGER PRIMARY KEY AUTOINCREMENT, "task" TEXT NOT NULL, "model" TEXT NOT NULL,
      "modelDigest" TEXT NOT NULL, "format" TEXT NOT NULL, "parameters" TEXT NOT NULL, "seedBits" INTEGER NOT NULL,
      "owner" TEXT NOT NULL, "priority" INTEGER NOT NULL, "idempotencyKey" TEXT, "state" TEXT NOT NULL,
      "submitted" DOUBLE NOT NULL, "started" DOUBLE, "finished" DOUBLE, "queuedItems" INTEGER NOT NULL,
      "runningItems" INTEGER NOT NULL, "doneItems" INTEGER NOT NULL, "failedItems" INTEGER NOT NULL,
      "cancelledItems" INTEGER NOT NULL, UNIQUE ("owner", "idempotencyKey"));
    INSERT INTO "jobs" VALUES(1,'handwriting-synthesis','handwriting',
      '9e6736d9903bdb30ef34d90b40c34e50046712c5713456307c7dd9819a76e46c','svg',
      '{"align":"left","attempts":4,"bias":1.5,"ink-colour":"navy","substitute":false}',7,'ann',0,'k1','done',
      1795568716.204,1795568716.211,1795568716.483,0,0,1,0,0);
    INSERT INTO "jobs" VALUES(2,'handwriting-synthesis','handwriting',
      '9e6736d9903bdb30ef34d90b40c34e50046712c5713456307c7dd9819a76e46c','pdf','{"bias":1.5}',-1,'bob',5,
      '266565srimk1p1ks9nvu98e376','running',1795568716.507,1795568716.508,NULL,0,2,0,0,0);
    CREATE TABLE "items" ("job" INTEGER NOT NULL REFERENCES "jobs"("id") ON DELETE CASCADE, "number" INTEGER NOT NULL,
      "text" TEXT NOT NULL, "parameters" TEXT, "state" TEXT NOT NULL, "attempts" INTEGER NOT NULL, "error" TEXT,
      "remarks" TEXT NOT NULL, "artifactBytes" INTEGER, "artifactDigest" TEXT, PRIMARY KEY ("job", "number"))
      WITHOUT ROWID;
    INSERT INTO "items" VALUES(1,0,'Hello',NULL,'done',1,NULL,'[]',9824,
      '61cf9bbf9e09cfc89accbc2ac277b4e6c02ef200bb494f660be90e689c0b7030');
    INSERT INTO "items" VALUES(2,0,'a',NULL,'running',1,NULL,'[]',NULL,NULL);
    INSERT INTO "items" VALUES(2,1,'b','{"bias":2}','running',1,NULL,'[]',NULL,NULL);
    CREATE INDEX jobsWaiting ON jobs (priority DESC, runningItems, id) WHERE queuedItems > 0;
    CREATE INDEX jobsByState ON jobs (state);
    CREATE INDEX itemsWaiting ON items (job, attempts, number) WHERE state = 'queued';
    """

  private let folder = TemporaryFolder()

  private func store() throws -> JobStore {
    let path = folder.path + "/jobs.sqlite"
    let database = try DatabaseQueue(path: path)
    try database.write { try $0.execute(sql: Self.dump) }
    try database.close()
    return try JobStore(path: path, limits: .init(queuedItems: 100))
  }

  @Test func itsJobsAreThereAndWereAllGenerated() async throws {
    let store = try store()
    let done = try #require(try await store.job(1))
    #expect(done.operation == .generate && done.state == .done && done.seed == 7)
    #expect(done.parameters["bias"] == .number(1.5) && done.parameters["substitute"] == .boolean(false))
    let items = try await store.items(of: 1, limit: 9)
    #expect(items.map(\.artifactBytes) == [9824])
    #expect(done.receipt && !items[0].receiptBeside)
  }

  @Test func whatWasRunningIsTakenUpAgain() async throws {
    let store = try store()
    #expect(try await store.recover(at: 1, crashed: true).requeued.count == 2)
    let claims = try await store.claim(limit: 5, alone: true, at: 2)
    #expect(claims.map(\.text) == ["a", "b"] && claims.allSatisfy { $0.operation == .generate && $0.format == "pdf" })
    #expect(claims[0].seed == .max && claims[1].parameters == ["bias": .integer(2)])
  }

  @Test func newJobsOfEitherOperationAreKeptBesideTheOldOnes() async throws {
    let store = try store()
    #expect(try await store.submit(.sample(operation: .score), at: 3).id == 3)
    #expect(try await store.submit(.sample(owner: "ann", key: "k1"), at: 4).id == 1, "the old key still holds")
    let again = try JobStore(path: store.path, limits: .init(queuedItems: 100))
    #expect(try await again.job(3)?.operation == .score)
    #expect(try await again.recover(at: 5, crashed: true).requeued.count == 2)
    #expect(try await again.claim(limit: 9, alone: true, at: 6).map(\.operation) == [.generate, .generate, .score])
  }
}
