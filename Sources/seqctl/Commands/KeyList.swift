import ArgumentParser
import Wire

struct KeyList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The keys that are let in, and the daemon's own; for operators.")

  @OptionGroup var global: GlobalOptions

  func run() throws {
    var connection = try global.connect()
    let answer = try connection.ask(.keyList(.init()))
    guard case .keys(let keys) = answer.reply else { throw Connection.unexpected(answer.reply) }
    if global.json { return JSONOutput.print(keys) }
    if let server = keys.serverKey {
      Terminal.print("the daemon's key: \(server)")
    } else {
      Terminal.print("the daemon does not listen in the network")
    }
    guard !keys.keys.isEmpty else { return Terminal.print("no keys are let in") }
    var table = Table([.init("NAME"), .init("ROLE"), .init("ADDED"), .init("KEY")])
    for key in keys.keys {
      table.add([key.name, key.isOperator ? "operator" : "user", TimeText.moment(key.added), key.key])
    }
    table.print()
  }
}
