import Foundation
import Generation
import Networks
import PluginAPI
import Testing

@Suite struct SearchableTextTests {
  let synthesis: any TaskPlugin
  let model = ModelPackage.scribbler(alphabet: letters)

  init() throws { synthesis = try handwritingPlugin("HandwritingSynthesis") }

  /// The words of a text as they come back from the PDF that it is written to, in the order of the file.
  private func words(_ text: String, given: [String: ParameterValue]) async throws -> [String] {
    var request = synthesis.request(text, format: "pdf", given)
    request.receipt = Receipt(request, task: "handwriting-synthesis", model: "scribbler", modelDigest: "")
    let bytes = try await synthesis.carryOut(request, model).artifact.bytes
    let file = FileManager.default.temporaryDirectory.appending(path: "seqd-\(UUID().uuidString).pdf")
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: pdftotext)
    process.arguments = ["-raw", file.path, "-"]
    let pipe = Pipe()
    process.standardOutput = pipe
    // Waiting in a run loop, as `waitUntilExit` does, has been seen never to end beside many others.
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    ended.wait()
    return String(decoding: output, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
  }

  private static let poppler: ConditionTrait = .enabled(
    if: FileManager.default.isExecutableFile(atPath: pdftotext), "pdftotext is not there; apt install poppler-utils")

  @Test("Of a letter the given text is found on every page and in fields, although pages have numbers", poppler)
  func givenTextOfALetter() async throws {
    let template = """
      [sheet]
      page = "postcard"
      page-numbers = "centre"
      [[section]]
      text = "\(String(repeating: "don\u{2019}t ", count: 130))"
      [[section]]
      text = "a \u{2013} b"
      at = [20, 95]
      width = 80
      """
    let found = try await words("", given: ["template": .string(template)])
    #expect(found.count { Int($0) != nil } > 1)
    #expect(found.count { $0 == "don\u{2019}t" } == 130)
    #expect(found.contains("\u{2013}"))
  }

  @Test(
    poppler,
    arguments: [
      "Plain words, nothing else.",
      "Dear Zoë,\n\nthe “naïve” façade \u{2014} ﬁne… \u{00BF}no\u{00AD} Straße\tand co\u{200B}\n\n\nÆsop & Bob",
      "anna_b@web.de costs 25 € [or £20]: x = {a, b} \u{2013} «ça» & cœur, 100 %",
      "Việt Nam, Ħal, ıs",
      "Cafe\u{301}  twice   spaced \u{A0}and so on, for more than one piece and more than one line of a page, ça va.",
    ])
  func theTextThatWasGivenComesBack(text: String) async throws {
    let expected = text.split(whereSeparator: \.isWhitespace).map(String.init)
    let found = try await words(text, given: ["substitute": .boolean(true)])
    func composed(_ words: [String]) -> [String] {
      words.map { $0.filter { !["\u{AD}", "\u{200B}"].contains($0) } }
    }
    #expect(composed(found) == composed(expected))
  }

  @Test(poppler) func ofADividedWordTheTwoPartsStay() async throws {
    let word = String(repeating: "abcdefghij", count: 6)
    let found = try await words("one \(word) two", given: [:])
    #expect(found.first == "one" && found.last == "two" && found.joined().replacing("-", with: "") == "one\(word)two")
  }
}

private let pdftotext = "/usr/bin/pdftotext"
