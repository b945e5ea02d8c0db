import ArgumentParser
import Wire

struct KeyAuthorize: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "authorize", abstract: "Let the holder of a key in over the network; for operators.")

  @OptionGroup var global: GlobalOptions

  @Argument(help: "The public key, as 'seqctl key new' printed it.")
  var key: String

  @Argument(help: "The user that the key stands for; that of a local account shares its jobs.")
  var name: String

  @Flag(help: "As an operator, who may see and change the jobs of others, models and keys.")
  var `operator` = false

  func run() throws {
    var connection = try global.connect()
    let answer = try connection.ask(.keyAuthorize(.init(key: key, name: name, isOperator: `operator`)))
    guard case .keys(let keys) = answer.reply else { throw Connection.unexpected(answer.reply) }
    if global.json { return JSONOutput.print(keys) }
    Terminal.print("\(name) may connect with this key" + (`operator` ? ", as an operator" : ""))
    if let server = keys.serverKey {
      Terminal.print("Tell them the daemon's address and its key: --server-key '\(server)'")
    } else {
      Terminal.warn("the daemon does not listen in the network yet; set listen in its configuration")
    }
  }
}
