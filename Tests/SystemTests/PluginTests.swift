import Foundation
import Testing

@Suite(.serialized) struct PluginTests {
  @Test func aPluginFromOutsideTheTreeIsServedWithItsOwnParameters() throws {
    let house = try House()
    #expect(try house.seqctl("plugin", "list").text.contains("tally"))
    let help = try house.seqctl("submit", "tally", "--help").text
    #expect(help.contains("--length") && help.contains("symbols to draw") && help.contains("--shout"))
    let job = try house.submit("--length", "7", "--shout", "--text", "loud")
    let text = String(decoding: try house.result(of: job), as: UTF8.self)
    #expect(text.wholeMatch(of: /LOUD: [A-F]{7} [A-F]{7}/) != nil, "\(text)")
  }

  @Test func tasksWithoutAModelRefuseClearly() throws {
    let house = try House()
    try FileManager.default.removeItem(atPath: house.models + "/small")
    let refused = try house.seqctl("submit", "tally", "--text", "a")
    #expect(refused.status == 4)
    #expect(refused.errors.contains("there is no model for tally yet"), "\(refused.errors)")
    try House.writeModel(to: house.models + "/small")
    #expect(try house.seqctl("submit", "tally", "--text", "a").status == 0)
  }

  @Test(arguments: [
    ("character-text", []), ("word-text", []), ("handwriting-prediction", []),
    ("handwriting-synthesis", ["--text", "a"]),
  ])
  func aTaskOfTheProjectWaitsForItsModel(task: String, options: [String]) throws {
    let house = try House(plugins: Products.folder)
    let show = try house.seqctl("plugin", "show", task)
    #expect(show.status == 0, "\(show.errors)")
    let refused = try house.seqctl(["submit", task] + options)
    #expect(refused.status == 4)
    #expect(refused.errors.contains("there is no model for \(task) yet"), "\(refused.errors)")
  }

  @Test func aDamagedModelIsRefusedWithItsDigest() throws {
    let house = try House()
    let path = house.models + "/small/weights.safetensors"
    var bytes = try Data(contentsOf: URL(filePath: path))
    bytes.removeLast()
    try bytes.write(to: URL(filePath: path))
    let refused = try house.seqctl("submit", "tally", "--text", "a", "--model", "small")
    #expect(refused.status == 4)
    #expect(refused.errors.contains("SHA-256"), "\(refused.errors)")
    #expect(try house.seqctl("model", "list").text.contains("small"))
  }
}
