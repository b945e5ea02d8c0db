import ArgumentParser
import Wire

struct ModelActivate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "activate", abstract: "Make a model the default of its task, for good.")

  @OptionGroup var global: GlobalOptions

  @Argument(help: "The model's name.")
  var name: String

  func run() throws {
    var connection = try global.connect()
    let answer = try connection.ask(.modelActivate(.init(name: name)))
    guard case .activated(let activated) = answer.reply else { throw Connection.unexpected(answer.reply) }
    if global.json { return JSONOutput.print(activated) }
    let info = activated.info
    let before = activated.before.flatMap { $0 == info.name ? nil : " in place of \($0)" } ?? ""
    Terminal.print("model \(info.name) is what requests for \(info.task ?? "its task") get that name none\(before)")
  }
}
