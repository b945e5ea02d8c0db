import Foundation
import Networks
import Testing
import Wire

/// What models think of given texts and ink: real daemon, real plugins, real client.
@Suite(.serialized) struct ScoreJobTests {
  private func house() throws -> House {
    let house = try House(plugins: Products.folder)
    for package in [ModelPackage.wikipedia, .news, .pen] {
      try House.write(package, to: house.models + "/" + package.description.name)
    }
    return house
  }

  private struct Outcome: Decodable {
    struct Item: Decodable {
      var state: String
      var remarks: [String]
      var score: ScoreFile?
    }
    struct Total: Decodable {
      var sums: [String: Double]
      var figures: [String: Double]
    }
    var id: String
    var model: String
    var items: [Item]
    var total: Total
  }

  private func score(_ house: House, _ arguments: String..., input: String? = nil) throws -> Outcome {
    let command = try house.seqctl(["score"] + arguments + ["--json"], input: input)
    try #require(command.status == 0, "\(command.errors)")
    return try JSONDecoder().decode(Outcome.self, from: Data(command.output))
  }

  private func jobs(_ house: House) throws -> [[String: Any]] {
    let list = try JSONSerialization.jsonObject(with: Data(house.seqctl("list", "--json").output)) as? [String: Any]
    return try #require(list?["jobs"] as? [[String: Any]])
  }

  @Test func aTextHasItsBitsAndNoJobIsLeft() throws {
    let house = try house()
    let text = "Größe is 7 €."
    let found = try score(house, "character-text", "--model", "wikipedia", "--text", text)
    let network = ReferenceNetwork(.wikipedia)
    var state = network.initialState
    var next: [Float] = [0]
    var nats = 0.0
    for byte in text.utf8 {
      let output = network.step(next, state: &state).map(Double.init)
      // The alphabet: a line break, ASCII from the blank on, then the bytes from 128 on.
      let symbol = byte < 0x80 ? Int(byte) - 0x1F : Int(byte) - 0x80 + 96
      nats += log(output.reduce(0) { $0 + exp($1) }) - output[symbol]
      next = [Float(symbol)]
    }
    let report = try #require(found.items.first?.score)
    #expect(abs((report.sums["nats"] ?? 0) - nats) < 1e-3)
    #expect(report.sums["characters"] == 13 && report.sums["bytes"] == 17)
    #expect(abs((report.figures["bitsPerCharacter"] ?? 0) - nats / 13 / log(2)) < 1e-4)
    #expect(report.model == "wikipedia" && found.total.figures == report.figures)
    #expect(try jobs(house).isEmpty)

    let table = try house.seqctl("score", "character-text", "--text", text)
    #expect(table.status == 0 && table.text.hasPrefix("ITEM  BITS/CHARACTER  BITS/BYTE"), "\(table.text)")
    #expect(table.text.split(separator: "\n").count == 2 && table.text.hasSuffix(text))
    #expect(try jobs(house).isEmpty)
  }

  @Test func theJobStaysWhereItsResultCannotBePrinted() throws {
    let house = try house()
    let full = try OpenFile("/dev/full", O_WRONLY)
    let child = try Child(
      Products.seqctl,
      ["score", "word-text", "--text", "the company", "--quiet", "--socket", house.socket], output: full.descriptor)
    #expect(child.wait() == 1)
    #expect(try jobs(house).count == 1)
  }

  @Test func theJobStaysOnRequestAndIsOneLikeAnyOther() throws {
    let house = try house()
    let found = try score(house, "word-text", "--text", "the company", "--keep", "--label", "ann", "--priority", "3")
    let job = try #require(try jobs(house).first)
    #expect(job["id"] as? String == found.id && job["operation"] as? String == "score")
    #expect(job["label"] as? String == "ann" && job["priority"] as? Int == 3 && job["state"] as? String == "done")
    #expect(try house.seqctl("show", found.id).text.contains("operation  score"))
    #expect(try house.seqctl("list").text.contains("word-text (score)"))
    let fetch = try house.seqctl("fetch", found.id, "-o", "-")
    #expect(try ScoreFile(fetch.output) == found.items[0].score)
  }

  @Test func aKeyOfAnotherJobIsRefusedAndThatJobStays() throws {
    let house = try house()
    let kept = try score(house, "word-text", "--text", "the company", "--key", "k")
    #expect(try jobs(house).count == 1)
    #expect(try score(house, "word-text", "--text", "the company", "--key", "k").id == kept.id)
    let other = try house.seqctl("score", "word-text", "--text", "the dog said", "--key", "k")
    #expect(other.status == 2 && other.errors.contains("--key k is that of job \(kept.id)"), "\(other.errors)")
    let made = try house.seqctl("submit", "word-text", "--key", "made", "--length", "5", "--wait", "--quiet")
    #expect(made.status == 0)
    let wrong = try house.seqctl("score", "word-text", "--text", "the company", "--key", "made")
    #expect(wrong.status == 2 && wrong.errors.contains("--key made is that of job"), "\(wrong.errors)")
    #expect(try jobs(house).count == 2)
  }

  @Test func manyItemsHaveARowEachAndATotal() throws {
    let house = try house()
    let lines = "the company said\nit 's not for sale .\nthe dog said it\n"
    let found = try score(house, "word-text", "--input", "-", input: lines)
    #expect(found.items.count == 3 && found.items.map { $0.score?.sums["words"] } == [4, 7, 5])
    #expect(found.total.sums["words"] == 16 && found.total.sums["unknown"] == 1)
    let nats = found.items.reduce(0) { $0 + ($1.score?.sums["nats"] ?? 0) }
    #expect(abs((found.total.figures["perplexity"] ?? 0) - exp(nats / 16)) < 1e-6)
    #expect(found.items[2].remarks.contains { $0.contains("'dog' (word 2)") })
    let command = try house.seqctl(["score", "word-text", "--input", "-"], input: lines)
    let rows = command.text.split(separator: "\n")
    #expect(rows.count == 5 && rows[4].split(separator: " ").first == "total", "\(command.text)")
    #expect(command.errors.contains("item 2: Words outside of the vocabulary count as <unk>: 'dog'"))

    let path = house.folder.path + "/lines.txt"
    try lines.write(toFile: path, atomically: true, encoding: .utf8)
    let whole = try score(house, "word-text", "--input", path, "--whole")
    #expect(whole.items.count == 1 && whole.total.sums["words"] == 16 && whole.total.sums["lineEnds"] == 3)
  }

  @Test func aScoreIsTheSameAloneAndAmongFiftyOthers() throws {
    let house = try house()
    let mine = "Science is what we understand well enough to explain to a computer."
    let alone = try score(house, "character-text", "--text", mine)
    let lines = (0..<50).map { "Line number \($0) of the others, which are longer." } + [mine]
    let among = try score(house, "character-text", "--input", "-", input: lines.joined(separator: "\n"))
    #expect(among.items.count == 51 && alone.items[0].score != nil)
    #expect(among.items[50].score == alone.items[0].score)
  }

  @Test func aScoreOutlivesTheDaemon() throws {
    let house = try house()
    let path = house.folder.path + "/long.txt"
    try String(repeating: "It was said that science is a long story. ", count: 400)
      .write(toFile: path, atomically: true, encoding: .utf8)
    let expected = try house.seqctl("score", "character-text", "--input", path, "--whole", "--json", "--keep")
    try #require(expected.status == 0, "\(expected.errors)")
    let output = try OpenFile(house.folder.path + "/out", O_WRONLY | O_CREAT)
    let client = try Child(
      Products.seqctl,
      ["score", "character-text", "--input", path, "--whole", "--json", "--keep", "--socket", house.socket],
      output: output.descriptor)
    while try jobs(house).count < 2 {}
    house.kill()
    try house.start()
    #expect(client.wait() == 0)
    let outcomes = try [expected.output, Array(Data(contentsOf: URL(filePath: house.folder.path + "/out")))].map {
      try JSONDecoder().decode(Outcome.self, from: Data($0))
    }
    #expect(outcomes[0].id != outcomes[1].id && outcomes[0].items[0].score != nil)
    #expect(outcomes[1].items[0].score == outcomes[0].items[0].score)
  }

  @Test func inkIsLikelierWithWhatItSays() throws {
    let house = try house()
    try house.add(bundled: "handwriting")
    let ink = house.folder.path + "/ink.json"
    try #require(try house.seqctl("write", "Hello my friend", "--seed", "7", "-o", ink).status == 0)
    let right = try score(house, "handwriting-synthesis", "--input", ink)
    let wrong = try score(house, "handwriting-synthesis", "--input", ink, "--text", "Quick zebras jum")
    let report = try #require(right.items.first?.score)
    #expect(report.settings["smallestDeviation"] == .number(0.01) && report.sums["lines"] == 1)
    #expect((report.sums["points"] ?? 0) > 100 && (report.figures["squaredErrorPerPoint"] ?? 0) > 0)
    let (a, b) = (right.total.figures["natsPerPoint"] ?? 0, wrong.total.figures["natsPerPoint"] ?? 0)
    #expect(a < b - 0.1, "\(a) is not far below \(b)")
    let table = try house.seqctl("score", "handwriting-synthesis", "--input", ink)
    #expect(table.text.hasPrefix("ITEM  NATS/POINT  SSE/POINT  NATS/LINE") && table.text.hasSuffix(ink))
  }

  @Test func drawnInkIsScoredAndGoesOn() throws {
    let house = try house()
    let (first, second) = (house.folder.path + "/1.json", house.folder.path + "/2.json")
    let draw = ["submit", "handwriting-prediction", "--seed", "7", "--length", "60", "-o"]
    let drawn = try house.seqctl(draw + [first])
    try #require(drawn.status == 0, "\(drawn.errors)")
    let found = try score(house, "handwriting-prediction", "--input", first, "--smallest-deviation", "0.05")
    #expect(found.total.sums["points"] == 60)
    #expect(found.items.first?.score?.settings["smallestDeviation"] == .number(0.05))

    func points(_ path: String) throws -> Int {
      let ink = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path))) as? [String: Any]
      return try #require(ink?["strokes"] as? [[[Double]]]).reduce(0) { $0 + $1.count }
    }
    for prime in [first, "@" + first] {
      let goesOn = try house.seqctl(draw + [second, "--prime", prime])
      try #require(goesOn.status == 0, "\(goesOn.errors)")
      #expect(try points(second) == 61 + 60)
    }
  }

  @Test func whatCannotBeScoredIsRefusedWithASentence() throws {
    let house = try house()
    let bad = house.folder.path + "/bad.json"
    try "{\"strokes\": [[[0, 0], [1]]]}".write(toFile: bad, atomically: true, encoding: .utf8)
    let cases: [(arguments: [String], status: Int32, words: String)] = [
      (["character-text"], 2, "the text is missing"), (["character-text", "--text", "\u{1}"], 2, "U+0001 at 1"),
      (["character-text", "--text", "a", "--model", "other"], 2, "there is no model other"),
      (["character-text", "--text", "a", "--length", "5"], 2, "--length is unknown"),
      (["handwriting-prediction", "--text", "a", "--input", bad], 2, "takes no text"),
      (["handwriting-prediction", "--input", bad], 2, "point 1 of stroke 0"),
      (["handwriting-prediction", "--input", "/nonexistent"], 2, "/nonexistent cannot be read"),
      (["handwriting-synthesis", "--input", bad], 4, "there is no model"), (["dance"], 2, "there is no task 'dance'"),
    ]
    for (arguments, status, words) in cases {
      let command = try house.seqctl(["score"] + arguments)
      #expect(command.status == status && command.errors.contains(words), "\(arguments): \(command.errors)")
    }
    #expect(try jobs(house).isEmpty)
  }

  @Test func anItemThatFailsSaysWhyAndLeavesNoJob() throws {
    let house = try house()
    var broken = ModelPackage.news
    broken.description.name = "broken"
    // Finite weights whose sums are not: of every second output or of the others.
    broken.tensors["head.bias"] = Array(repeating: .greatestFiniteMagnitude, count: 15)
    broken.tensors["head.weight"] = (0..<15 * 24).map { ($0 / 24 % 2 == 0 ? 1 : -1) * .greatestFiniteMagnitude }
    try House.write(broken, to: house.models + "/broken")
    let command = try house.seqctl("score", "word-text", "--text", "the company", "--model", "broken")
    #expect(command.status == 1 && command.output.isEmpty)
    #expect(
      command.errors.contains("is failed: The model 'broken' gave numbers that are not finite"), "\(command.errors)")
    #expect(try jobs(house).isEmpty)
    let json = try house.seqctl("score", "word-text", "--text", "the", "--model", "broken", "--json", "--keep")
    #expect(json.status == 1 && json.text.contains("\"state\":\"failed\""), "\(json.text)")
    #expect(try jobs(house).count == 1)
  }

  @Test func aTaskThatDoesNotScoreIsNotAskedTo() throws {
    let house = try House()
    try House.writeModel(to: house.models + "/hushed", task: "hush")
    let command = try house.seqctl("score", "hush", "--text", "a")
    #expect(command.status == 2 && command.errors.contains("hush does not score"), "\(command.errors)")
    #expect(try house.seqctl("plugin", "show", "hush").text.contains("can score      no"))
    // A client that does not look first is refused by the daemon.
    let client = try RawClient(house)
    let request = Request.submit(.init(task: "hush", operation: .score, items: [.init(text: "a")]))
    guard case .error(let error) = try client.ask(request) else {
      Issue.record("the daemon took a score of the hush")
      return
    }
    #expect(error.code == .invalidRequest && error.message == "hush does not score")
  }

  @Test func aPluginFromOutsideScoresWithFiguresOfItsOwn() throws {
    let house = try House()
    let found = try score(house, "tally", "--text", "abc", "--text", "fedcba", "--weight", "2")
    #expect(found.items.map { $0.score?.sums["pebbles"] } == [6, 12] && found.total.sums["pebbles"] == 18)
    let nats = found.items.reduce(0) { $0 + ($1.score?.sums["nats"] ?? 0) }
    #expect(nats > 0 && abs((found.total.figures["natsPerPebble"] ?? 0) - nats / 18) < 1e-12)
    let table = try house.seqctl("score", "tally", "--text", "abc", "--text", "fedcba")
    let head = table.text.split(separator: "\n").first?.split(separator: " ")
    #expect(head == ["ITEM", "NATS/PEBBLE", "NATS", "PEBBLES", "OF"], "\(table.text)")
    #expect(try house.seqctl("score", "tally", "--help").text.contains("--weight N"))
    let refused = try house.seqctl("score", "tally", "--text", "abc", "--weight", "11")
    #expect(refused.status == 2 && refused.errors.contains("weight is 11, but must be from 0 to 10"))
  }

  @Test func theHelpOfScoreIsMadeFromThePlugin() throws {
    let house = try house()
    let help = try house.seqctl("score", "handwriting-prediction", "--help")
    #expect(help.status == 0 && help.text.contains("--smallest-deviation N") && help.text.contains("default 0.01"))
    #expect(help.text.contains("--as-recorded") && !help.text.contains("--ink ") && !help.text.contains("--bias"))
    #expect(try house.seqctl("score", "--help").status == 0)
  }
}
