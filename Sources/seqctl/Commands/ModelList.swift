import ArgumentParser
import Wire

struct ModelList: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List model packages.")

  @OptionGroup var global: GlobalOptions

  func run() throws {
    var connection = try global.connect()
    let answer = try connection.ask(.modelList(.init()))
    guard case .models(let list) = answer.reply else { throw Connection.unexpected(answer.reply) }
    if global.json { return JSONOutput.print(list) }
    guard !list.models.isEmpty else { return Terminal.print("no models") }
    var table = Table([
      .init("MODEL"), .init("TASK"), .init("WEIGHTS", .right), .init("DIGEST"), .init("FROM"), .init("DEFAULT"),
      .init("SUMMARY"),
    ])
    for model in list.models {
      table.add([
        model.name, model.task ?? "", model.parameters.map { NumberText.grouped($0) } ?? "",
        String((model.digest ?? "").prefix(12)),
        model.origin.map { $0 == .imported ? "import" : "folder" } ?? "", Self.mark(model), Self.remark(model),
      ])
    }
    table.print()
  }

  /// How the list shows that requests which name no model get this one.
  static func mark(_ model: ModelInfo) -> String {
    model.isActivated == true ? "activated" : model.isDefault ? "yes" : ""
  }

  private static func remark(_ model: ModelInfo) -> String {
    model.fault.map { "unusable: \($0)" } ?? model.notice.map { "attention: \($0)" } ?? model.summary ?? ""
  }
}
