import Generation
import Networks
import Testing

@testable import Training

@Suite struct CharacterLegibilityTests {
  private static let folder =
    "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Models/handwriting"
  private let alphabet: [String]
  private let carriers: CharacterCarriers

  init() throws {
    alphabet = try ModelPackage.loadDescription(folder: Self.folder).alphabet
    carriers = CharacterCarriers(
      words: ["the quick brown foxes jumped over", "lazy dogs while Many others watched in awe"], alphabet: alphabet)
  }

  @Test("Each character of the alphabet but the space gets texts that have it where they say, the same each time")
  func everyCharacterHasCarriers() {
    #expect(carriers.characters.count == alphabet.count - 2)
    for character in carriers.characters {
      let some = carriers.carriers(of: character, count: 3)
      #expect(some == carriers.carriers(of: character, count: 3) && some.count == 3)
      for carrier in some {
        #expect(Array(carrier.text)[carrier.place] == character, "\(carrier)")
        #expect(carrier.with(character) == carrier.text)
        #expect(carrier.text.allSatisfy { alphabet.contains(String($0)) }, "\(carrier)")
      }
    }
  }

  @Test("A character has rivals of its kind and of its look, and is not its own")
  func rivalsAreOthers() {
    for character in carriers.characters { #expect(!carriers.rivals(of: character).contains(character)) }
    let rivals = carriers.rivals(of: "o")
    #expect(rivals.contains("e") && rivals.contains("0") && rivals.contains("O") && !rivals.contains("7"))
  }

  @Test("Recorded lines are read in a place that has the character")
  func recordedLinesHaveTheCharacter() throws {
    let symbols = InkAlphabet(symbols: alphabet)
    let lines = ["one", "two", "three"].map { InkSequence(id: $0, text: symbols.indices(of: $0), offsets: [1, 0, 1]) }
    let ink = carriers.recorded("o", in: lines, alphabet: alphabet, count: 8)
    #expect(Set(ink.map(\.carrier)) == [.init(text: "one", place: 0), .init(text: "two", place: 2)])
    #expect(carriers.recorded("Q", in: lines, alphabet: alphabet, count: 8).isEmpty)
  }

  @Test("The bundled model visits and reads what it wrote, and does not read it as another text's")
  func theBundledModelReadsItsOwnHand() async throws {
    let package = try ModelPackage.load(folder: Self.folder)
    let style = try InkStyles(resources: package.resources).flatMap { $0[$0.default] }
    let reader = CharacterReader(
      writer: try Writer(package, threads: 2), bias: 1.5, style: style, smallestDeviation: 0.01)
    defer { reader.writer.engine.stop() }
    let some = carriers.carriers(of: "e", count: 3)
    let (visited, reading) = try await reader.written("e", some, rivals: ["W", "t"])
    #expect(visited == 3 && reading == .init(right: 3))
    // The same ink said to be of another character is read as what it is.
    let writings = try await reader.writer.write([some[0].text], seeds: [1], bias: 1.5, style: style)
    let offsets: [Float] = writings[0].sampler.points.dropFirst().flatMap { [$0.dx, $0.dy, $0.penUp ? 1 : 0] }
    let ink = CharacterCarriers.Ink(carrier: some[0], offsets: offsets)
    let nothing = CharacterCarriers.Ink(carrier: some[0], offsets: [])
    #expect(try await reader.read([ink, nothing], ["W", "e"]) == .init(right: 0, mistaken: ["e"]))
  }
}
