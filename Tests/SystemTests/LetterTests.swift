import Foundation
import Testing

/// Letters from a template and a table: real daemon, real plugin, real client.
@Suite(.serialized) struct LetterJobTests {
  private static let bundled = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Models/handwriting").path(percentEncoded: false)

  private static let template = """
    [sheet]
    page = "postcard"

    [[section]]
    text = "Dear {{name}}, see you in {{town}}."
    """

  private func house() throws -> House {
    let house = try House(plugins: Products.folder)
    try FileManager.default.copyItem(atPath: Self.bundled, toPath: house.models + "/handwriting")
    return house
  }

  private func file(_ house: House, _ name: String, _ content: String) throws -> String {
    let path = house.folder.path + "/" + name
    try Data(content.utf8).write(to: URL(filePath: path))
    return path
  }

  @Test("A row that cannot be written is reported by its line while the others are stored")
  func mailMerge() throws {
    let house = try house()
    let template = try file(house, "letter.toml", Self.template)
    let data = try file(house, "people.csv", "name,town\nAnna,Bath\nZ\u{3A9},Rome\nTom,Ulm\n")
    let folder = house.folder.path + "/out/"
    let command = try house.seqctl(
      "submit", "letter", "--template", template, "--data", data, "--seed", "3", "--format", "pdf", "-o", folder)
    #expect(command.status == 1)
    #expect(command.errors.contains("people.csv, line 3 (item 1)") && command.errors.contains("U+03A9"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["0001.pdf", "0003.pdf"])
  }

  @Test func aMissingColumnIsRefusedBeforeAnythingIsWritten() throws {
    let house = try house()
    let template = try file(house, "letter.toml", Self.template)
    let data = try file(house, "people.csv", "name,city\nAnna,Bath\n")
    let command = try house.seqctl(
      "submit", "letter", "--template", template, "--data", data, "-o", house.folder.path + "/out/")
    #expect(command.status == 2)
    #expect(command.errors.contains("line 5: section[0].text") && command.errors.contains("'town'"))
  }

  @Test func aLetterIsVerifiedFromItsReceipt() throws {
    let house = try house()
    let template = try file(house, "letter.toml", Self.template)
    let output = house.folder.path + "/card.pdf"
    let written = try house.seqctl(
      "submit", "letter", "--template", template, "--field", "name=Anna", "--field", "town=Bath", "-o", output)
    try #require(written.status == 0, "\(written.errors)")
    #expect(try house.seqctl("verify", output).status == 0)
  }

  @Test func stylesAreListedAndShownOnASheet() throws {
    let house = try house()
    let list = try house.seqctl("style", "list", "--json")
    let styles = try #require(try JSONSerialization.jsonObject(with: Data(list.output)) as? [[String: Any]])
    #expect(styles.compactMap { $0["name"] as? String }.contains("round"))
    let output = house.folder.path + "/styles.json"
    let sheet = try house.seqctl("style", "sheet", "--text", "a fox", "-o", output)
    try #require(sheet.status == 0, "\(sheet.errors)")
    let ink = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: output))) as? [String: Any])
    #expect((ink["text"] as? String)?.split(separator: "\n").count == styles.count - 1)
  }
}
