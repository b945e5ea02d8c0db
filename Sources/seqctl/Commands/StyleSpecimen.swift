import ArgumentParser
import Wire

/// One page with a few lines in each style.
struct StyleSpecimen: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sheet", abstract: "Write a specimen of every style on one sheet.")

  @OptionGroup var global: GlobalOptions

  @Option(name: .shortAndLong, help: "File of the sheet; its suffix says the format.")
  var output: String

  @Option(help: "The model; the default one for handwriting when absent.")
  var model: String?

  @Option(help: "What is written in each style, after its name.")
  var text = "Thank you for your letter, which came today."

  @Option(help: "Pixels per inch, where the sheet is a png.")
  var resolution = 150

  @Option(help: "Same seed, same sheet.")
  var seed: UInt64 = 1

  func run() throws {
    let place = try OutputPlace(output, items: 1)
    try place.prepare()
    var connection = try global.connect()
    // A hand drawn from the seed is nothing to choose by.
    let names = try StyleList.styles(of: model, over: &connection).map(\.name).filter { $0 != "none" }
    let request = Request.Submit(
      task: Write.task, model: model, items: [.init(text: nil)], count: 1,
      parameters: ["template": .string(Self.template(names, text: text)), "resolution": .integer(resolution)],
      seed: seed, format: place.suffix,
      priority: 0, label: "styles", key: JobRequest.freshKey())
    let answer = try connection.ask(.submit(request))
    guard case .submitted(let job) = answer.reply else { throw Connection.unexpected(answer.reply) }
    _ = try Following.follow(job.job, over: &connection, isQuiet: global.json, output: output)
    let outcome = try ResultCollection.store(job.job, in: place, over: &connection)
    ResultCollection.report(outcome, asJSON: global.json)
    try Seqctl.end(with: outcome.status)
  }

  /// A letter of one section for each style.
  static func template(_ names: [String], text: String) -> String {
    var template = "[sheet]\npage = \"a4\"\nmargin = 15\n"
    for (number, name) in names.enumerated() {
      template += """

        [[section]]
        name = \(quoted(name))
        style = \(quoted(name))
        text = \(quoted("\(name): \(text)"))
        lines-before = \(number == 0 ? 0 : 0.25)

        """
    }
    return template
  }

  /// A text as TOML's basic string.
  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\\", "\"": "\\\(scalar)"
      case "\n": "\\n"
      case _ where scalar.value < 32 || scalar.value == 127:
        "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: String(scalar)
      }
    }
    // In a template two braces begin the name of a column; what the user wrote shall stand as it is.
    var text = escaped.joined()
    while text.contains("{{") { text = text.replacing("{{", with: "{ {") }
    return "\"\(text)\""
  }
}
