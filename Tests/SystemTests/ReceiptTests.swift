import Foundation
import Networks
import Testing

/// Receipts as a person meets them: real daemon, real plugins, real client.
@Suite(.serialized) struct ReceiptTests {
  private func house(handwriting: Bool = true) throws -> House {
    let house = try House(bundled: handwriting ? ["handwriting"] : [])
    for package in [ModelPackage.wikipedia, .news] {
      try House.write(package, to: house.models + "/" + package.description.name)
    }
    return house
  }

  private func write(_ house: House, _ name: String, _ text: String = "Secret", _ more: String...) throws -> String {
    let file = house.folder.path + "/" + name
    let command = try house.seqctl(["write", text, "--seed", "7", "-o", file] + more)
    try #require(command.status == 0, "\(command.errors)")
    return file
  }

  private func text(_ house: House, _ name: String, _ more: String...) throws -> String {
    let file = house.folder.path + "/" + name
    let command = try house.seqctl(
      ["submit", "character-text", "--prime", "Größe", "--length", "40", "--seed", "7", "-o", file] + more)
    try #require(command.status == 0, "\(command.errors)")
    return file
  }

  private func bytes(_ file: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(filePath: file))) }

  private func change(_ file: String, _ body: (inout [UInt8]) throws -> Void) throws {
    var bytes = try bytes(file)
    try body(&bytes)
    try Data(bytes).write(to: URL(filePath: file))
  }

  private func jobCount(_ house: House) throws -> Int {
    let list = try JSONSerialization.jsonObject(with: Data(house.seqctl("list", "--json").output)) as? [String: Any]
    return (list?["jobs"] as? [Any])?.count ?? -1
  }

  @Test func filesOfEveryFormatAreVerifiedAndNoJobIsLeftBehind() throws {
    let house = try house()
    var files = try ["a.pdf", "a.png", "a.svg", "a.json"].map { try write(house, $0) }
    files += [try text(house, "t.txt"), try text(house, "t.json")]
    #expect(try bytes(write(house, "b.pdf")) == bytes(files[0]), "the same item has the same receipt")
    let jobs = try jobCount(house)
    let verify = try house.seqctl(["verify"] + files)
    #expect(verify.status == 0, "\(verify.errors)")
    for (file, line) in zip(files, verify.text.split(separator: "\n")) {
      #expect(try line == "\(file): verified: the same \(bytes(file).count) bytes")
    }
    #expect(try jobCount(house) == jobs)
    let piped = try Child(
      "/bin/sh", ["-c", "cat \"$1\" | exec \"$0\" verify -", Products.seqctl, files[0]],
      environment: ["SEQD_SOCKET": house.socket])
    #expect(piped.wait() == 0)
    let json = try house.seqctl("verify", "--json", files[0])
    let report = try JSONSerialization.jsonObject(with: Data(json.output)) as? [String: Any]
    #expect(report?["result"] as? String == "verified" && report?["file"] as? String == files[0])
  }

  @Test func anItemOfManyIsVerifiedByItsOwnSeed() throws {
    let house = try house()
    let folder = house.folder.path + "/many/"
    let lines = try house.seqctl(
      ["submit", "handwriting-synthesis", "--input", "-", "--format", "svg", "-o", folder], input: "Ann\nBob\n")
    try #require(lines.status == 0, "\(lines.errors)")
    let verify = try house.seqctl("verify", folder + "0001.svg", folder + "0002.svg")
    #expect(verify.status == 0, "\(verify.errors)\(verify.text)")
  }

  @Test func aTextsReceiptStandsBesideItAndTheTextIsOnlyText() throws {
    let house = try house(handwriting: false)
    let file = try text(house, "t.txt")
    #expect(try String(decoding: bytes(file), as: UTF8.self).hasPrefix("Größe"))
    let beside = try String(decoding: bytes(file + ".receipt.json"), as: UTF8.self)
    #expect(beside.contains(#""prime":"Gr\u00f6\u00dfe""#) && beside.contains(#""seed":"7""#))
    let mute = try text(house, "mute.txt", "--no-receipt")
    #expect(try bytes(mute) == bytes(file))
    #expect(!FileManager.default.fileExists(atPath: mute + ".receipt.json"))
    // A receipt of what the name stood for before would speak of another text.
    _ = try text(house, "t.txt", "--no-receipt")
    #expect(!FileManager.default.fileExists(atPath: file + ".receipt.json"))
    let printed = try house.seqctl("submit", "character-text", "--length", "9", "-o", "-")
    #expect(printed.status == 0 && !printed.text.contains("seqd"))
  }

  @Test func aReceiptOutlivesTheDaemonsDeath() throws {
    let house = try house(handwriting: false)
    let expected = try bytes(text(house, "t.txt") + ".receipt.json")
    let job = try house.seqctl(
      "submit", "character-text", "--prime", "Größe", "--length", "40", "--seed", "7", "--wait", "--json")
    try #require(job.status == 0, "\(job.errors)")
    house.kill()
    try house.start()
    let file = house.folder.path + "/later.txt"
    #expect(try house.seqctl("fetch", "2", "-o", file).status == 0)
    #expect(try bytes(file + ".receipt.json") == expected)
  }

  @Test(arguments: ["pdf", "png", "svg"])
  func withoutAReceiptNoTraceOfTheTextIsLeft(format: String) throws {
    let house = try house()
    let file = try write(house, "mute." + format, "Secret", "--no-receipt")
    let bytes = try bytes(file)
    let utf16 = "Secret".utf8.map { "00" + String($0, radix: 16, uppercase: true) }.joined()
    for trace in ["Secret", utf16, "Keywords", "metadata", "tEXt"] {
      #expect(bytes.firstRange(of: Array(trace.utf8)) == nil, "\(trace)")
    }
    let verify = try house.seqctl("verify", file)
    #expect(verify.status == 2 && verify.errors.contains("carries no receipt"), "\(verify.errors)")
  }

  @Test(arguments: ["pdf", "png", "svg", "json", "inkml", "gcode"])
  func aChangedByteIsFoundOut(format: String) throws {
    let house = try house()
    let file = try write(house, "a." + format)
    let original = try bytes(file)
    // In what is drawn, at the end, in the receipt's text.
    var places = [original.count / 2, original.count - 12]
    if let text = original.firstRange(of: Array("Secret".utf8)) { places.append(text.lowerBound + 2) }
    for place in places {
      try change(file) { $0[place] = original[place] == UInt8(ascii: "1") ? UInt8(ascii: "2") : UInt8(ascii: "1") }
      let verify = try house.seqctl("verify", file)
      #expect([1, 2].contains(verify.status), "byte \(place): \(verify.text)")
      try Data(original).write(to: URL(filePath: file))
    }
    #expect(try house.seqctl("verify", file).status == 0)
  }

  @Test func aTextOrItsReceiptThatWasChangedIsFoundOut() throws {
    let house = try house(handwriting: false)
    let file = try text(house, "t.txt")
    try change(file) { $0[$0.count - 3] = UInt8(ascii: "#") }
    let changed = try house.seqctl("verify", file)
    #expect(changed.status == 1 && changed.text.contains("they differ from byte"), "\(changed.text)\(changed.errors)")
    _ = try text(house, "t.txt")
    try change(file + ".receipt.json") { receipt in
      let model = try #require(receipt.firstRange(of: Array(#""model":"w"#.utf8)))
      receipt[model.upperBound - 1] = UInt8(ascii: "v")
    }
    let renamed = try house.seqctl("verify", file)
    #expect(renamed.status == 1 && renamed.text.contains("another model"), "\(renamed.text)\(renamed.errors)")
  }

  @Test func aChangeOfTheRendererLeavesTheInk() throws {
    let house = try house()
    let file = try write(house, "a.svg")
    // As an earlier renderer might have drawn it.
    try change(file) { svg in
      let version = try #require(svg.firstRange(of: Array(#""renderer":6"#.utf8)))
      svg[version.upperBound - 1] = UInt8(ascii: "0")
      let cap = try #require(svg.firstRange(of: Array("stroke-linecap:round".utf8)))
      svg.replaceSubrange(cap, with: Array("stroke-linecap:butt".utf8))
    }
    let verify = try house.seqctl("verify", file)
    #expect(verify.status == 0, "\(verify.errors)")
    #expect(
      verify.text == "\(file): the drawing differs, the ink is the same (renderer 0 then, 6 now)")
    try change(file) { svg in
      let ink = try #require(svg.firstRange(of: Array(#""ink":""#.utf8)))
      svg[ink.upperBound] = svg[ink.upperBound] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
    }
    let other = try house.seqctl("verify", file)
    #expect(other.status == 1 && other.text.contains("its ink is not the ink that is generated"), "\(other.text)")
  }

  @Test func aModelThatWasReplacedIsStillMeantByItsDigestUntilItIsGone() throws {
    let house = try House()
    #expect(try house.seqctl("model", "import", house.package("other", period: 13)).status == 0)
    let file = house.folder.path + "/x.txt"
    let write = try house.seqctl("submit", "tally", "--text", "a", "--model", "other", "-o", file)
    #expect(write.status == 0, "\(write.errors)")
    #expect(try house.seqctl("model", "activate", "small").status == 0)
    #expect(try house.seqctl("verify", file).status == 0)
    #expect(try house.seqctl("model", "remove", "other").status == 0)
    let gone = try house.seqctl("verify", file)
    #expect(gone.status == 2, "\(gone.text)")
    #expect(
      gone.errors.contains("model other with digest") && gone.errors.contains("then verify again"), "\(gone.errors)")
    #expect(try house.seqctl("model", "import", house.package("other", period: 13)).status == 0)
    #expect(try house.seqctl("verify", file).status == 0)
  }

  @Test func whatHasNoReceiptNeedsNoDaemonToSaySo() throws {
    let house = try House()
    let made = house.folder.path + "/made.txt"
    #expect(try house.seqctl("submit", "tally", "--text", "a", "-o", made).status == 0)
    house.kill()
    #expect(try house.seqctl("verify", made).status == 3)
    let file = house.folder.path + "/seqd.toml"
    #expect(try house.seqctl("verify", file).status == 2)
    let json = try house.seqctl("verify", "--json", file)
    #expect(json.status == 2 && json.text.contains(#""result":"unverifiable""#), "\(json.text)")
  }
}
