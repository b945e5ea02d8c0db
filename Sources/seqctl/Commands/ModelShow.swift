import ArgumentParser
import Wire

struct ModelShow: ParsableCommand {
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
    if let notice = info.notice { facts.append(("attention", notice)) }
    facts += [
      ("digest", info.digest ?? ""), ("weights", info.parameters.map { NumberText.grouped($0) } ?? ""),
      ("from", info.origin == .imported ? "an import" : "the configured folder"),
      ("default", info.isActivated == true ? "activated" : info.isDefault ? "yes" : "no"),
      ("alphabet", Self.alphabet(model.alphabet)),
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

  /// The symbols as far as a person wants to see them: characters in a row, words and named bytes by their number.
  private static func alphabet(_ symbols: [String]) -> String {
    let characters = symbols.filter { $0.unicodeScalars.count == 1 && $0.unicodeScalars.allSatisfy { $0.value >= 32 } }
    let others = symbols.count - characters.count
    guard !symbols.isEmpty else { return "none" }
    guard symbols.count <= 400 else { return "\(NumberText.grouped(symbols.count)) symbols" }
    return characters.joined() + (others > 0 ? " and \(others) more" : "")
  }
}
