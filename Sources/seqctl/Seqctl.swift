import ArgumentParser
import Wire

/// The person's hand on the daemon.
struct Seqctl: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seqctl", abstract: "Generate sequences and handwriting with the seqd daemon.",
    discussion: """
      seqctl write "Hello World" -o hello.pdf

      Exit codes: 0 done, 1 failed, 2 the request is not valid, 3 no daemon answers, 4 refused, 5 cancelled, \
      130 interrupted.
      """,
    version: Release.version,
    subcommands: [
      Write.self, Submit.self, Score.self, List.self, Show.self, Watch.self, Wait.self, Fetch.self, Verify.self,
      Cancel.self,
      HoldJobs.self, ReleaseJobs.self, Remove.self,
      Status.self, Metrics.self, Model.self, Style.self, Plugin.self, Key.self,
    ])

  /// Ends the command with a status; only anything but `done` needs to be thrown.
  static func end(with status: CommandStatus) throws {
    if status != .done { throw ExitCode(status.rawValue) }
  }

  /// The arguments as the system gave them.
  /// - Throws: a failure with status `invalid` that names the argument and the byte where it is not UTF-8.
  static func arguments() throws(Failure) -> [String] {
    var arguments: [String] = []
    for number in 1..<max(1, Int(CommandLine.argc)) {
      guard let pointer = CommandLine.unsafeArgv[number] else { break }
      var bytes: [UInt8] = []
      var next = UnsafePointer(pointer)
      while next.pointee != 0 {
        bytes.append(UInt8(bitPattern: next.pointee))
        next += 1
      }
      do {
        try UTF8.check(bytes)
      } catch {
        throw Failure(
          .invalid, "argument \(number) is not UTF-8: byte \(error.position) is 0x\(error.hexadecimal)",
          advice: "is the terminal's locale UTF-8?", code: "invalid-utf8")
      }
      arguments.append(String(decoding: bytes, as: UTF8.self))
    }
    return arguments
  }

  /// Checks the first word, so that a slip of the hand is answered with the command that was meant.
  static func checkCommand(_ arguments: [String]) throws(Failure) {
    guard let word = arguments.first, !word.hasPrefix("-") else { return }
    let names = configuration.subcommands.map { $0.configuration.commandName ?? "\($0)".lowercased() } + ["help"]
    guard !names.contains(word) else { return }
    let close = Closest.names(to: word, among: names)
    throw Failure(
      .invalid, "the command '\(Terminal.plain(word))' is unknown",
      advice: close.isEmpty ? "see 'seqctl --help'" : "did you mean \(close.joined(separator: " or "))?", code: "usage")
  }

  /// Options before the command's name belong to the command: `seqctl --socket PATH list`.
  static func ordered(_ arguments: [String]) -> [String] {
    let valued = ["--socket", "--key-file", "--server-key"]
    var front: [String] = []
    var rest = arguments[...]
    while let first = rest.first {
      if valued.contains(first), rest.count > 1 {
        front += rest.prefix(2)
        rest = rest.dropFirst(2)
      } else if first == "--json" || valued.contains(where: { first.hasPrefix("\($0)=") }) {
        front.append(first)
        rest = rest.dropFirst()
      } else {
        break
      }
    }
    guard let command = rest.first, !front.isEmpty else { return arguments }
    let words = ["model", "plugin", "key", "style"].contains(command) ? 2 : 1
    return rest.prefix(words) + front + rest.dropFirst(words)
  }
}
