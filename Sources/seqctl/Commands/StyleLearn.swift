import ArgumentParser
import Glibc
import Wire

struct StyleLearn: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn",
    abstract: "Learn a hand from a few lines of ink, and give the daemon a model that writes in it.",
    discussion: """
      Ink comes from the page of 'seqctl style capture', from a tablet or a drawing program. The daemon's model is fetched, \
      seqtrain teaches it the hand and takes what expects lines best that were held out, and the result is imported.
      """)

  @OptionGroup var global: GlobalOptions

  @Argument(help: "Files of ink with what they say: InkML, JSON, or SVG of single lines.")
  var ink: [String]

  @Option(help: "Name of the hand: of the new model and of its style.")
  var name: String

  @Option(help: "What a file's ink says that does not tell itself; again for the next such file.")
  var text: [String] = []

  @Option(help: "The model to begin from; the default of handwriting-synthesis when absent.")
  var model: String?

  @Option(help: "Time for learning; 10 when absent.")
  var minutes: Double?

  @Option(
    help: "Updates of each training, whatever time they take; the same number, on as many cores, gives the same model.")
  var updates: Int?

  @Option(
    name: [.customShort("o"), .long],
    help: "Draw the real lines and the model's own under one another: a file that ends in .pdf, .svg or .png.")
  var output: String?

  @Flag(name: .shortAndLong, help: "No progress bar.")
  var quiet = false

  func run() throws {
    // The name becomes that of a folder.
    guard !name.isEmpty, !name.hasPrefix("."), !name.contains("/") else {
      throw Failure(
        .invalid, "'\(Terminal.plain(name))' cannot be the name of a hand", advice: "use letters, digits and dashes",
        code: "usage")
    }
    for path in ink where access(path, R_OK) != 0 {
      throw Failure(
        .invalid, "the file \(path) cannot be read: \(String(cString: strerror(errno)))", code: "unreadable")
    }
    let trainer = try TrainerProgram()
    let folder = try LearningFolder()
    try fetch(to: folder.base)
    let status = try trainer.run(arguments(in: folder))
    guard status == 0 else {
      // A hand that was learned before something else failed is nothing to throw away.
      if let kept = folder.keep(name) { Terminal.warn("the hand is kept in \(kept)") }
      throw ExitCode(status)
    }
    try give("\(folder.path)/\(name)", in: folder)
  }

  private func arguments(in folder: borrowing LearningFolder) -> [String] {
    var list = ["adapt", "--model", folder.base, "--name", name, "--output", "\(folder.path)/\(name)"]
    for text in text { list.append("--text=\(text)") }
    if let minutes { list += ["--minutes", "\(minutes)"] }
    if let updates { list += ["--updates", "\(updates)"] }
    if let output { list += ["--compare", output] }
    if quiet { list.append("--quiet") }
    if global.json { list.append("--json") }
    return list + ["--"] + ink
  }

  /// Gets the model to begin from.
  private func fetch(to path: String) throws(Failure) {
    var connection = try global.connect()
    let base: String
    if let model { base = model } else { base = try Self.usualModel(&connection) }
    _ = try connection.store(
      model: base, in: try PackageTarget(path, replaces: false), isQuiet: quiet || global.json)
  }

  private static func usualModel(_ connection: inout Connection) throws(Failure) -> String {
    let answer = try connection.ask(.pluginShow(.init(task: Write.task)))
    guard case .plugin(let plugin) = answer.reply else { throw Connection.unexpected(answer.reply) }
    guard let name = plugin.info.defaultModel else {
      throw Failure(
        .refused, "the daemon has no model for \(Write.task)", advice: "give one with 'seqctl model import'",
        code: "no-model")
    }
    return name
  }

  /// Gives the daemon what was learned; where it may not be given, it is kept beside.
  private func give(_ path: String, in folder: borrowing LearningFolder) throws(Failure) {
    let imported: Reply.Imported
    do throws(Failure) {
      var connection = try global.connect()
      imported = try connection.give(try PackageSource(path), isQuiet: quiet || global.json)
    } catch {
      guard let kept = folder.keep(name) else { throw error }
      throw Failure(
        error.status, error.message,
        advice: "the hand is kept in \(kept); who may, gives it to the daemon with 'seqctl model import \(kept)'",
        code: error.code)
    }
    if global.json { return JSONOutput.print(imported) }
    Terminal.print(
      "model \(imported.info.name) (\((imported.info.digest ?? "").prefix(12))) is imported; write with it:")
    Terminal.print("  seqctl write \"Hello World\" --model \(imported.info.name) -o hello.pdf")
  }
}
