import ArgumentParser
import Wire

struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Follow a job to its end; Ctrl-C ends the watching, not the job.")

  @OptionGroup var global: GlobalOptions

  @Flag(help: "Show what is being made, above the progress bar; with --json, in each event.")
  var preview = false

  @Option(
    help: ArgumentHelp(
      "What --preview draws with: auto, kitty, sixel or braille; auto asks the terminal.", valueName: "kind"))
  var graphics: String?

  @Argument(help: "The job's id.")
  var job: String

  func run() throws {
    let preview = try PreviewChoice(isWanted: preview, graphics: graphics)
    var connection = try global.connect()
    let isTerminal = Terminal.isTerminal(2)
    var said = ""
    let last = try Following.follow(job, over: &connection, isQuiet: global.json, preview: preview) { event in
      if global.json { return JSONOutput.print(event) }
      guard !isTerminal else { return }
      // Without a terminal a line for each new tenth is enough.
      let line = "job \(event.job) \(event.state.rawValue) \(Int(ProgressBar.fraction(event) * 10) * 10) %"
      if line != said { Terminal.print(line) }
      said = line
    }
    if isTerminal, !global.json { Terminal.print("job \(job) is \(last.state.rawValue)") }
    try Seqctl.end(with: CommandStatus(last.state))
  }
}
