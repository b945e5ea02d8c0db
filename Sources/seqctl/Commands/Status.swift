import ArgumentParser
import Wire
import ZMQ

struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Show how the daemon is.")

  @OptionGroup var global: GlobalOptions

  @Flag(help: "Show it anew every second, with what is done meanwhile, until Ctrl-C.")
  var watch = false

  func run() throws {
    var connection = try global.connect()
    guard watch else {
      let status = try Self.ask(&connection)
      if global.json { return JSONOutput.print(status) }
      return Facts.print(Self.facts(status, socket: connection.endpoint.place))
    }
    try follow(&connection)
  }

  private static func ask(_ connection: inout Connection) throws(Failure) -> Reply.Status {
    let answer = try connection.ask(.status(.init()))
    guard case .status(let status) = answer.reply else { throw Connection.unexpected(answer.reply) }
    return status
  }

  /// A look every second: on a terminal in the place of the one before, else one below the other.
  private func follow(_ connection: inout Connection) throws {
    let interrupt: InterruptSignal
    do {
      interrupt = try InterruptSignal()
    } catch {
      throw Failure(error)
    }
    connection.interrupt = interrupt
    let isTerminal = Terminal.isTerminal(1) && !global.json
    var before: Reply.Status?
    repeat {
      let status: Reply.Status
      do throws(Failure) {
        status = try Self.ask(&connection)
      } catch {
        guard error.status != .interrupted else { return }
        throw error
      }
      if global.json {
        JSONOutput.print(status)
      } else {
        if isTerminal { Terminal.write("\u{1B}[H\u{1B}[2J", to: 1) }
        var facts = Self.facts(status, socket: connection.endpoint.place)
        if let before { facts.insert(("now", Self.rates(from: before, to: status)), at: 5) }
        Facts.print(facts)
        if !isTerminal { Terminal.print("") }
      }
      before = status
    } while !interrupt.wait(milliseconds: 1000)
  }

  /// What happened between two looks.
  private static func rates(from before: Reply.Status, to now: Reply.Status) -> String {
    let seconds = max(1e-3, now.uptimeSeconds - before.uptimeSeconds)
    func rate(_ count: Int) -> Int { Int((Double(max(0, count)) / seconds).rounded()) }
    let steps = now.stepsDone - before.stepsDone
    var words = ["\(NumberText.grouped(rate(steps))) steps/s", "\(rate(now.items.ended - before.items.ended)) items/s"]
    if let batches = now.batchSteps, let earlier = before.batchSteps, batches > earlier {
      words.append("\(Int((Double(steps) / Double(batches - earlier)).rounded())) sequences in a batch")
    }
    return words.joined(separator: ", ")
  }

  private static func facts(_ status: Reply.Status, socket: String) -> [(String, String)] {
    var facts = [
      ("daemon", "seqd \(status.version), process \(status.pid), up \(TimeText.text(seconds: status.uptimeSeconds))"),
      ("socket", socket),
      ("jobs", line(status.jobs)),
      ("items", line(status.items)),
      (
        "engine", "\(status.threads) threads, \(status.activeSequences) sequences now, \(status.stepsDone) steps so far"
      ),
      ("tasks", line(status.tasks)),
      ("models", line(status.models)),
    ]
    facts += status.memory.map(lines) ?? []
    facts += [
      ("state", status.stateFolder),
      ("model folder", status.modelFolder),
      ("plugin folders", line(status.pluginFolders)),
    ]
    return facts
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
