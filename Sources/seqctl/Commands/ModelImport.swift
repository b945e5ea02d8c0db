import ArgumentParser
import Wire

struct ModelImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Give the daemon a model.",
    discussion: """
      The folder is a model package, or has a model.json and the state dictionary of a PyTorch module, saved with \
      safetensors. The model is checked whole before it is used, and takes the place of an imported or installed one of \
      the same name; jobs accepted before keep the one they were accepted with.
      """)

  @OptionGroup var global: GlobalOptions

  @Argument(help: "The folder with its files.")
  var folder: String

  @Flag(name: .shortAndLong, help: "No progress bar.")
  var quiet = false

  func run() throws {
    let source = try PackageSource(folder)
    var connection = try global.connect()
    let imported = try connection.give(source, isQuiet: quiet || global.json)
    if global.json { return JSONOutput.print(imported) }
    let info = imported.info
    let place = imported.replaced.map { " in place of \($0.prefix(12))" } ?? ""
    Terminal.print("model \(info.name) (\((info.digest ?? "").prefix(12))) is imported\(place)")
    for remark in imported.remarks { Terminal.print(Terminal.plain(remark)) }
    if let task = info.task, !info.isDefault {
      Terminal.print(
        "requests for \(task) get it with --model \(info.name), or after 'seqctl model activate \(info.name)'")
    }
  }
}
