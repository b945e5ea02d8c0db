import Foundation
import Testing

/// The main job with the bundled model: real daemon, real plugin, real client.
@Suite(.serialized) struct HandwritingJobTests {
  private func house() throws -> House { try House(bundled: ["handwriting"]) }

  private func written(_ house: House, _ format: String, _ arguments: String...) throws -> [UInt8] {
    let file = house.folder.path + "/out-\(UInt32.random(in: 0 ... .max)).\(format)"
    let command = try house.seqctl(["write", "--seed", "7", "-o", file] + arguments)
    try #require(command.status == 0, "\(command.errors)")
    return try Array(Data(contentsOf: URL(filePath: file)))
  }

  @Test(arguments: [("pdf", "%PDF"), ("png", "\u{89}PNG"), ("svg", "<?xml"), ("json", "{")])
  func theSameSeedGivesTheSameFileInEveryFormat(format: String, start: String) throws {
    let house = try house()
    let first = try written(house, format, "Hello World")
    #expect(first == (try written(house, format, "Hello World")))
    #expect(first.starts(with: start.unicodeScalars.map { UInt8($0.value) }))
    #expect(first != (try written(house, format, "Hello World", "--bias", "0.5")))
  }

  @Test func aLineHasTheSameBytesAloneAndAmongFiftyOthers() throws {
    let house = try house()
    let alone = try written(house, "json", "Hello World")
    let others = (1...50).map { "Line number \($0)" }.joined(separator: "\n")
    let crowd = try house.seqctl(["submit", "handwriting-synthesis", "--input", "-", "--seed", "9"], input: others)
    try #require(crowd.status == 0, "\(crowd.errors)")
    #expect(try written(house, "json", "Hello World") == alone)
    #expect(try house.seqctl("wait", crowd.text).status == 0)
  }

  @Test func aPageSurvivesTheDeathOfTheDaemonWithTheSameBytes() throws {
    let house = try house()
    let text = "The post came late today. There was a letter from my sister and a bill for the coal."
    let expected = try written(house, "pdf", text)
    let job = try house.seqctl(
      "submit", "handwriting-synthesis", "--text", text, "--seed", "7", "--format", "pdf", "--json")
    let id = try #require(
      (try JSONSerialization.jsonObject(with: Data(job.output)) as? [String: Any])?["id"] as? String)
    house.kill()
    try house.start()
    #expect(try house.result(of: id) == expected)
  }

  @Test("A dataset has each picture as the same request alone gives it, with labels that fit it")
  func datasets() throws {
    let house = try house()
    let folder = house.folder.path + "/set"
    let made = try house.seqctl(
      "write", "Good morning", "--text", "Good night", "--count", "2", "--seed", "7", "--dataset", folder)
    try #require(made.status == 0, "\(made.errors)")
    func bytes(_ name: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(filePath: "\(folder)/\(name)"))) }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/images").sorted()
    #expect(names.count == 12 && names.prefix(3) == ["000001.gt.txt", "000001.png", "000001.xml"])
    #expect(try bytes("images/000001.png") == written(house, "png", "Good night"))
    let labels = String(decoding: try bytes("images/000001.xml"), as: UTF8.self)
    let alone = String(decoding: try written(house, "page.xml", "Good night"), as: UTF8.self)
    #expect(
      labels.replacing("000001.png", with: "image.png").split(separator: "<Page ").last
        == alone.split(separator: "<Page ").last)
    #expect(try bytes("images/000001.gt.txt") == Array("Good night\n".utf8))
    #expect(try bytes("images/000003.gt.txt") == Array("Good morning\n".utf8))
    let list = String(decoding: try bytes("labels.csv"), as: UTF8.self)
    #expect(list.split(separator: "\n").count == 5 && list.contains("images/000002.png,Good night"))
  }

  @Test func inkAsDataTellsTextAndStrokes() throws {
    let house = try house()
    let bytes = try written(house, "json", "Good morning")
    let ink = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    #expect(ink["text"] as? String == "Good morning")
    let strokes = try #require(ink["strokes"] as? [[[Double]]])
    #expect(strokes.count >= 2)
    #expect(strokes.allSatisfy { stroke in stroke.allSatisfy { $0.count == 2 } })
    let width = try #require(ink["width"] as? Double)
    #expect(strokes.joined().allSatisfy { (0...width).contains($0[0]) })
  }

  @Test func charactersOutsideTheAlphabetAreNamedAndCanBeSubstituted() throws {
    let house = try house()
    let file = house.folder.path + "/out.pdf"
    let refused = try house.seqctl("write", "Vi\u{1EC7}t \u{2013} \u{201C}yes\u{201D}", "-o", file)
    #expect(refused.status == 2)
    #expect(refused.errors.contains("\u{1EC7}") && refused.errors.contains("--substitute"), "\(refused.errors)")
    #expect(!FileManager.default.fileExists(atPath: file))
    let written = try house.seqctl(
      "write", "Vi\u{1EC7}t \u{2013} \u{201C}yes\u{201D}", "--substitute", "-o", file)
    #expect(written.status == 0, "\(written.errors)")
  }

  @Test("Accents and the signs of a keyboard are written without an option")
  func accentsAndSignsAreWritten() throws {
    let house = try house()
    let text = "Caf\u{E9} \u{2013} \u{201C}5 \u{20AC}\u{201D} [a@b]"
    let bytes = try written(house, "json", text)
    let ink = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    #expect(ink["text"] as? String == text)
    let lines = try #require(ink["lines"] as? [[String: Any]])
    #expect(lines.map { $0["text"] as? String } == ["Caf\u{E9} - \"5 \u{20AC}\" [a@b]"])
  }

  private func damage(_ house: House) throws {
    let weights = house.models + "/handwriting/weights.safetensors"
    var bytes = try Data(contentsOf: URL(filePath: weights))
    bytes[bytes.count - 5] ^= 1
    try bytes.write(to: URL(filePath: weights))
  }

  @Test func aDamagedModelIsListedWithItsDigestAndRefused() throws {
    let house = try house()
    try damage(house)
    let refused = try house.seqctl("write", "Hello", "-o", house.folder.path + "/out.pdf")
    #expect(refused.status != 0)
    #expect(refused.errors.contains("SHA-256"), "\(refused.errors)")
    #expect(try (house.modelList()["handwriting"]?["fault"] as? String)?.contains("SHA-256") == true)
  }

  @Test func theModelThatWasInUseStaysWhenItsPackageIsDamagedLater() throws {
    let house = try house()
    let before = try written(house, "json", "Hello World")
    try damage(house)
    #expect(try written(house, "json", "Hello World") == before)
    let entry = try #require(try house.modelList()["handwriting"])
    #expect(entry["fault"] == nil && (entry["notice"] as? String)?.contains("SHA-256") == true)
    #expect(house.log.contains("model is not as it should be") && house.log.contains("the earlier one stays"))
    let verify = try house.seqctl("model", "verify", "handwriting")
    #expect(verify.status == 1 && verify.text.contains("the earlier one stays"), "\(verify.text)")
  }

  @Test func theBundledModelReproducesItsGoldenOutputs() throws {
    let house = try house()
    let verify = try house.seqctl("model", "verify", "handwriting", "--json")
    #expect(verify.status == 0 && verify.text.contains(#""golden":"reproduced""#), "\(verify.text)")
  }
}
