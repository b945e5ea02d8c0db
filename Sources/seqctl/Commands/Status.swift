import ArgumentParser
import Wire
import ZMQ

struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Show how the daemon is.")

  @OptionGroup var global: GlobalOptions

  func run() throws {
    var connection = try global.connect()
    let answer = try connection.ask(.status(.init()))
    guard case .status(let status) = answer.reply else { throw Connection.unexpected(answer.reply) }
    if global.json { return JSONOutput.print(status) }
    var facts = [
      ("daemon", "seqd \(status.version), process \(status.pid), up \(TimeText.text(seconds: status.uptimeSeconds))"),
      ("socket", connection.endpoint.path),
      ("jobs", Self.line(status.jobs)),
      ("items", Self.line(status.items)),
      (
        "engine", "\(status.threads) threads, \(status.activeSequences) sequences now, \(status.stepsDone) steps so far"
      ),
      ("tasks", Self.line(status.tasks)),
      ("models", Self.line(status.models)),
    ]
    facts += status.memory.map(Self.lines) ?? []
    facts += [
      ("state", status.stateFolder),
      ("model folder", status.modelFolder),
      ("plugin folders", Self.line(status.pluginFolders)),
    ]
    Facts.print(facts)
  }

  /// What is in memory: all of it, then a line for each model.
  private static func lines(_ memory: Reply.Status.Memory) -> [(String, String)] {
    let weights = memory.models.reduce(0) { $0 + $1.weights }
    return [
      (
        "memory",
        "\(ByteText.text(memory.resident)) resident, models \(ByteText.text(weights)) of "
          + "\(ByteText.text(memory.modelLimit)), sequences \(ByteText.text(memory.sequences))"
      )
    ]
      + memory.models.map { model in
        let use = model.users == 0 ? "unused" : "used by \(model.users) \(model.users == 1 ? "item" : "items")"
        let sequence = model.sequence.map { ", \(ByteText.text($0)) a sequence" } ?? ""
        return ("  \(model.name)", "\(ByteText.text(model.weights))\(sequence), \(use)")
      }
  }

  private static func line(_ counts: StateCounts) -> String {
    "\(counts.queued) queued, \(counts.running) running, \(counts.done) done, \(counts.failed) failed, "
      + "\(counts.cancelled) cancelled"
  }

  private static func line(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }
}
