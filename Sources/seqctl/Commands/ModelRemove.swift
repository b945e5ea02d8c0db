import ArgumentParser
import Wire

struct ModelRemove: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "remove", abstract: "Remove an imported model.")

  @OptionGroup var global: GlobalOptions

  @Argument(help: "The model's name.")
  var name: String

  func run() throws {
    var connection = try global.connect()
    let answer = try connection.ask(.modelRemove(.init(name: name)))
    guard case .modelRemoved(let removed) = answer.reply else { throw Connection.unexpected(answer.reply) }
    if global.json { return JSONOutput.print(removed) }
    Terminal.print("model \(removed.name) is removed")
    for remark in removed.remarks { Terminal.print(Terminal.plain(remark)) }
  }
}
