import ArgumentParser
import Wire

struct ModelExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Store a copy of a model package, whole or not at all.")

  @OptionGroup var global: GlobalOptions

  @Argument(help: "The model's name.")
  var name: String

  @Option(name: [.customShort("o"), .long], help: "The folder to make.")
  var output: String

  @Flag(help: "Replace a model package that is there already.")
  var force = false

  @Flag(name: .shortAndLong, help: "No progress bar.")
  var quiet = false

  private struct Report: Encodable {
    var name: String
    var digest: String
    var files: [ModelFile]
    var path: String
  }

  func run() throws {
    try PackageTarget.check(output, replaces: force)
    var connection = try global.connect()
    let target = try PackageTarget(output, replaces: force)
    let files = try connection.store(model: name, in: target, isQuiet: quiet || global.json)
    if global.json {
      return JSONOutput.print(
        Report(name: files.name, digest: files.digest, files: files.files, path: target.path))
    }
    Terminal.print("wrote \(target.path) (model \(files.name), digest \(files.digest.prefix(12)))")
  }
}
