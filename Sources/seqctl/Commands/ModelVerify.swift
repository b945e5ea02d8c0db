import ArgumentParser
import Wire

struct ModelVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Hash a model's files and generate its golden outputs again.")

  @OptionGroup var global: GlobalOptions

  @Argument(help: "The model's name; without one all models are verified.")
  var name: String?

  private struct Report: Encodable {
    var models: [Reply.Verified]
  }

  func run() throws {
    var connection = try global.connect()
    var models: [Reply.Verified] = []
    for name in try names(&connection) {
      let answer = try connection.ask(.modelVerify(.init(name: name)))
      guard case .verified(let verified) = answer.reply else { throw Connection.unexpected(answer.reply) }
      models.append(verified)
    }
    if global.json { JSONOutput.print(Report(models: models)) } else { Self.print(models) }
    try Seqctl.end(with: models.contains { $0.fault != nil } ? .failed : .done)
  }

  private func names(_ connection: inout Connection) throws(Failure) -> [String] {
    if let name { return [name] }
    let answer = try connection.ask(.modelList(.init()))
    guard case .models(let list) = answer.reply else { throw Connection.unexpected(answer.reply) }
    return list.models.map(\.name)
  }

  private static func print(_ models: [Reply.Verified]) {
    guard !models.isEmpty else { return Terminal.print("no models") }
    var table = Table([
      .init("MODEL"), .init("FILES", .right), .init("BYTES", .right), .init("DIGEST"), .init("GOLDEN OUTPUTS"),
      .init("RESULT"),
    ])
    for model in models {
      table.add([
        model.name, "\(model.files)", "\(model.bytes)", String((model.digest ?? "").prefix(12)), golden(model),
        model.fault ?? "as it should be",
      ])
    }
    table.print()
  }

  private static func golden(_ model: Reply.Verified) -> String {
    switch model.golden {
    case .reproduced: "reproduced (\(model.instructionSets.joined(separator: ", ")))"
    case .missing: "the package has none"
    case .differs: "differ"
    case .unchecked: "not generated"
    }
  }
}
