import ArgumentParser
import Wire

struct StyleList: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List the styles of a model.")

  @OptionGroup var global: GlobalOptions

  @Option(help: "The model; the default one for handwriting when absent.")
  var model: String?

  /// A style as lists show it.
  struct Entry: Encodable {
    var name: String
    var summary: String
    var isDefault: Bool
  }

  func run() throws {
    var connection = try global.connect()
    let styles = try Self.styles(of: model, over: &connection)
    if global.json { return JSONOutput.print(styles) }
    var table = Table([.init("STYLE"), .init("DEFAULT"), .init("LOOKS")])
    for style in styles { table.add([style.name, style.isDefault ? "yes" : "", style.summary]) }
    table.print()
  }

  /// The styles of a model, as its task knows them.
  /// - Throws: a failure with status `invalid` for a model without any.
  static func styles(of model: String?, over connection: inout Connection) throws(Failure) -> [Entry] {
    let task = try JobCommand.task(Write.task, model: model, over: &connection)
    guard let parameter = task.parameters.first(where: { $0.name == "style" }), let names = parameter.choices else {
      throw Failure(
        .invalid, "no model for \(Write.task) says which styles it has", advice: "see 'seqctl model list'",
        code: "invalid-request")
    }
    return names.enumerated().map { number, name in
      let help = parameter.choiceHelp ?? []
      return Entry(
        name: name, summary: help.indices.contains(number) ? help[number] : "",
        isDefault: parameter.defaultValue == .string(name))
    }
  }
}
