import ArgumentParser
import Wire

struct Model: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The daemon's models.", subcommands: [ListModels.self, ShowModel.self])

  struct ListModels: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List model packages.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
      var connection = try global.connect()
      let answer = try connection.ask(.modelList(.init()))
      guard case .models(let list) = answer.reply else { throw Connection.unexpected(answer.reply) }
      if global.json { return JSONOutput.print(list) }
      guard !list.models.isEmpty else { return Terminal.print("no models") }
      var table = Table([
        .init("MODEL"), .init("TASK"), .init("WEIGHTS", .right), .init("DIGEST"), .init("DEFAULT"), .init("SUMMARY"),
      ])
      for model in list.models {
        table.add([
          model.name, model.task ?? "", model.parameters.map { "\($0)" } ?? "", String((model.digest ?? "").prefix(12)),
          model.isDefault ? "yes" : "", model.fault.map { "unusable: \($0)" } ?? model.summary ?? "",
        ])
      }
      table.print()
    }
  }

  struct ShowModel: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one model.")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The model's name.")
    var name: String

    func run() throws {
      var connection = try global.connect()
      let answer = try connection.ask(.modelShow(.init(name: name)))
      guard case .model(let model) = answer.reply else { throw Connection.unexpected(answer.reply) }
      if global.json { return JSONOutput.print(model) }
      let info = model.info
      var facts = [("model", info.name), ("summary", info.summary ?? ""), ("task", info.task ?? "")]
      if let fault = info.fault { facts.append(("unusable", fault)) }
      facts += [
        ("digest", info.digest ?? ""), ("weights", info.parameters.map { "\($0)" } ?? ""),
        ("default", info.isDefault ? "yes" : "no"), ("alphabet", model.alphabet.joined()),
      ]
      facts += model.training.sorted { $0.key < $1.key }.map { ("training: \($0.key)", $0.value) }
      facts += model.scores.sorted { $0.key < $1.key }.map { ("score: \($0.key)", "\($0.value)") }
      Facts.print(facts)
      if let card = model.card {
        Terminal.print("")
        for line in card.split(separator: "\n", omittingEmptySubsequences: false) {
          Terminal.print(Terminal.plain(String(line)))
        }
      }
    }
  }
}
