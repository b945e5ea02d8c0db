import Foundation
import Testing

/// Letters from a template and a table: real daemon, real plugin, real client.
@Suite(.serialized) struct LetterJobTests {
  private static let template = """
    [sheet]
    page = "postcard"

    [[section]]
    text = "Dear {{name}}, see you in {{town}}."
    """

  private func house() throws -> House { try House(bundled: ["handwriting"]) }

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

  @Test("Letters are merged into one PDF in the order of their rows, without the row that cannot be written")
  func merged() throws {
    let house = try house()
    let template = try file(house, "letter.toml", Self.template)
    let data = try file(house, "people.csv", "name,town\nAnna,Bath\nPaul,Rome\nTom,Ulm\n")
    func merge(_ data: String, _ name: String) throws -> (command: Command, path: String) {
      let path = house.folder.path + "/" + name
      return try (
        house.seqctl("submit", "letter", "--template", template, "--data", data, "--seed", "3", "--merge", "-o", path),
        path
      )
    }
    let (written, whole) = try merge(data, "whole.pdf")
    try #require(written.status == 0, "\(written.errors)")
    #expect(written.text == "wrote \(whole) with 3 results (job 1, seed 3)")
    let bytes = try Array(Data(contentsOf: URL(filePath: whole)))
    #expect(bytes.firstRange(of: Array("/Count 3 >>".utf8)) != nil)
    #expect(bytes.ranges(of: Array("/Type /Page /Parent".utf8)).count == 3)
    let names = ["Anna", "Paul", "Tom"].map { bytes.firstRange(of: Array($0.utf8))?.lowerBound ?? -1 }
    #expect(names[0] > 0 && names == names.sorted())
    let verify = try house.seqctl("verify", whole)
    #expect(
      verify.status == 0 && verify.text == "\(whole): verified: the same \(bytes.count) bytes", "\(verify.errors)")
    let fetched = house.folder.path + "/fetched.pdf"
    #expect(try house.seqctl("fetch", "1", "--merge", "-o", fetched).status == 0)
    #expect(try Array(Data(contentsOf: URL(filePath: fetched))) == bytes)
    #expect(try house.seqctl("fetch", "1", "--merge", "-o", house.folder.path).status == 2)
    let (failed, rest) = try merge(file(house, "odd.csv", "name,town\nAnna,Bath\nZ\u{3A9},Rome\nTom,Ulm\n"), "rest.pdf")
    #expect(failed.status == 1 && failed.errors.contains("odd.csv, line 3 (item 1)"), "\(failed.errors)")
    let others = try Array(Data(contentsOf: URL(filePath: rest)))
    #expect(others.ranges(of: Array("/Type /Page /Parent".utf8)).count == 2)
    let (none, nothing) = try merge(file(house, "none.csv", "name,town\nZ\u{3A9},Rome\n"), "nothing.pdf")
    #expect(none.status == 1 && !FileManager.default.fileExists(atPath: nothing))
    #expect(
      try !FileManager.default.contentsOfDirectory(atPath: house.folder.path).contains { $0.hasPrefix(".seqctl") })
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
