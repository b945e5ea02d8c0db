import GRDB

/// The job database's tables, one migration for each version that was ever released.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 jobs and items") { db in
      try db.create(table: "jobs") { table in
        table.autoIncrementedPrimaryKey("id")
        table.column("task", .text).notNull()
        table.column("model", .text).notNull()
        table.column("modelDigest", .text).notNull()
        table.column("format", .text).notNull()
        table.column("parameters", .text).notNull()
        table.column("seedBits", .integer).notNull()
        table.column("owner", .text).notNull()
        table.column("priority", .integer).notNull()
        table.column("idempotencyKey", .text)
        table.column("state", .text).notNull()
        table.column("submitted", .double).notNull()
        table.column("started", .double)
        table.column("finished", .double)
        table.column("queuedItems", .integer).notNull()
        table.column("runningItems", .integer).notNull()
        table.column("doneItems", .integer).notNull()
        table.column("failedItems", .integer).notNull()
        table.column("cancelledItems", .integer).notNull()
        table.uniqueKey(["owner", "idempotencyKey"])
      }
      try db.create(table: "items", options: .withoutRowID) { table in
        table.column("job", .integer).notNull().references("jobs", onDelete: .cascade)
        table.column("number", .integer).notNull()
        table.column("text", .text).notNull()
        table.column("parameters", .text)
        table.column("state", .text).notNull()
        table.column("attempts", .integer).notNull()
        table.column("error", .text)
        table.column("remarks", .text).notNull()
        table.column("artifactBytes", .integer)
        table.column("artifactDigest", .text)
        table.primaryKey(["job", "number"])
      }
      // Claims look only at what waits; finished jobs may be many and must not cost them anything.
      try db.execute(
        sql: "CREATE INDEX jobsWaiting ON jobs (priority DESC, runningItems, id) WHERE queuedItems > 0")
      try db.execute(sql: "CREATE INDEX jobsByState ON jobs (state)")
      try db.execute(
        sql: "CREATE INDEX itemsWaiting ON items (job, attempts, number) WHERE state = 'queued'")
    }
    migrator.registerMigration("2 operations") { db in
      // What was there before could only be generated.
      try db.alter(table: "jobs") { table in
        table.add(column: "operation", .text).notNull().defaults(to: "generate")
      }
    }
    migrator.registerMigration("3 hold, deadline, order of jobs") { db in
      try db.alter(table: "jobs") { table in
        table.add(column: "held", .boolean).notNull().defaults(to: false)
        table.add(column: "deadline", .double)
        table.add(column: "predecessor", .integer)
        table.add(column: "isBlocked", .boolean).notNull().defaults(to: false)
      }
      try db.execute(sql: "DROP INDEX jobsWaiting")
      try db.execute(
        sql: """
          CREATE INDEX jobsWaiting ON jobs (priority DESC, owner, COALESCE(deadline, 1e300), runningItems, id)
            WHERE queuedItems > 0 AND NOT held AND NOT isBlocked
          """)
      try db.execute(
        sql: "CREATE INDEX jobsByDeadline ON jobs (deadline) WHERE deadline IS NOT NULL AND finished IS NULL")
      try db.execute(sql: "CREATE INDEX jobsByPredecessor ON jobs (predecessor) WHERE predecessor IS NOT NULL")
      try db.execute(sql: "CREATE INDEX jobsByEnd ON jobs (finished) WHERE finished IS NOT NULL")
    }
    migrator.registerMigration("4 receipts") { db in
      try db.alter(table: "jobs") { table in table.add(column: "receipt", .boolean).notNull().defaults(to: true) }
      try db.alter(table: "items") { table in
        table.add(column: "receiptBeside", .boolean).notNull().defaults(to: false)
      }
    }
    migrator.registerMigration("5 labels, backlog of each user, indices for many items") { db in
      // What was called owner until now was a label of the client's choice, mostly the user's name: it becomes both.
      try db.alter(table: "jobs") { table in
        table.add(column: "label", .text).notNull().defaults(to: "")
      }
      try db.execute(sql: "UPDATE jobs SET label = owner")
      // How much of each user waits or runs, so that a submission need not count it.
      try db.create(table: "backlog", options: .withoutRowID) { table in
        table.primaryKey("owner", .text)
        table.column("items", .integer).notNull()
      }
      try db.execute(
        sql: """
          INSERT INTO backlog SELECT owner, SUM(queuedItems + runningItems) FROM jobs GROUP BY owner;
          CREATE TRIGGER backlogOfNew AFTER INSERT ON jobs BEGIN
            INSERT INTO backlog VALUES (NEW.owner, NEW.queuedItems + NEW.runningItems)
              ON CONFLICT (owner) DO UPDATE SET items = items + excluded.items;
          END;
          CREATE TRIGGER backlogOfChanged AFTER UPDATE OF queuedItems, runningItems ON jobs
            WHEN NEW.queuedItems + NEW.runningItems <> OLD.queuedItems + OLD.runningItems BEGIN
            UPDATE backlog SET items = items + NEW.queuedItems + NEW.runningItems - OLD.queuedItems - OLD.runningItems
              WHERE owner = NEW.owner;
          END;
          CREATE TRIGGER backlogOfRemoved AFTER DELETE ON jobs BEGIN
            UPDATE backlog SET items = items - OLD.queuedItems - OLD.runningItems WHERE owner = OLD.owner;
          END
          """)
      // There may be very many items; a start and a claim look at few of them.
      try db.execute(sql: "CREATE INDEX itemsRunning ON items (job, number) WHERE state = 'running'")
      try db.execute(
        sql: "CREATE INDEX itemsSuspected ON items (job, number) WHERE state = 'queued' AND attempts >= 2")
    }
    // The tables stay; but an older daemon would take what an item has of its own for all that it has.
    migrator.registerMigration("6 items keep only the parameters that differ from their job's") { _ in }
    return migrator
  }
}
