import ArgumentParser
import Wire

struct KeyRevoke: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Let a key in no more, or all keys of a name; for operators.")

  @OptionGroup var global: GlobalOptions

  @Argument(help: "A public key or a name.")
  var key: String

  func run() throws {
    var connection = try global.connect()
    let answer = try connection.ask(.keyRevoke(.init(key: key)))
    guard case .keys(let keys) = answer.reply else { throw Connection.unexpected(answer.reply) }
    if global.json { return JSONOutput.print(keys) }
    for key in keys.keys { Terminal.print("\(key.key) of \(Terminal.plain(key.name)) is let in no more") }
  }
}
