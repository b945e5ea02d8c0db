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
    Facts.print([
      ("daemon", "seqd \(status.version), process \(status.pid), up \(TimeText.text(seconds: status.uptimeSeconds))"),
      ("socket", connection.endpoint.path),
      ("jobs", Self.line(status.jobs)),
      ("items", Self.line(status.items)),
      (
        "engine", "\(status.threads) threads, \(status.activeSequences) sequences now, \(status.stepsDone) steps so far"
      ),
      ("tasks", Self.line(status.tasks)),
      ("models", Self.line(status.models)),
      ("state", status.stateFolder),
      ("model folder", status.modelFolder),
      ("plugin folders", Self.line(status.pluginFolders)),
    ])
  }

  private static func line(_ counts: StateCounts) -> String {
    "\(counts.queued) queued, \(counts.running) running, \(counts.done) done, \(counts.failed) failed, "
      + "\(counts.cancelled) cancelled"
  }

  private static func line(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }
}
