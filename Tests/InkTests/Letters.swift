import Foundation
import Testing

@testable import Ink

/// A letter of several pages, its words of zigzags as wide as writing is, with the room between them that writing has.
func letter(_ paragraphs: [String], xHeight: Double = 2.4, given: (Character) -> String = { String($0) }) -> [Page] {
  var written: [String] = []
  let texts = paragraphs.map { paragraph in
    let words = paragraph.split(separator: " ").map(String.init)
    written += words
    return WrittenParagraph(
      words: words.enumerated().map { (index: Int, word: String) -> WrittenWord in
        let text = word.map { given($0) }.joined()
        var points: [Point] = []
        for step in 0...8 * text.count {
          let low: Double = step % 2 == 0 ? 0 : -1
          points.append(Point(x: 0.11 * Double(step), y: step % 8 == 4 ? -1.8 : low))
        }
        let width = Bounds(points)?.width ?? 0
        return WrittenWord(
          text: text, drawing: InkDrawing([Stroke(points), Stroke([Point(x: 0.2, y: -2)])]), width: width,
          gapAfter: 0.6 + 0.5 * Double(index * 7 % 5))
      }, linesBefore: 0.8)
  }
  var pages = PageLayout(PageSetup(format: .a4, margin: 20, xHeight: xHeight, lineSpacing: 3.8 * xHeight)).pages(texts)
  var next = 0
  for page in pages.indices {
    for line in pages[page].lines.indices {
      for word in pages[page].lines[line].words.indices {
        if pages[page].lines[line].words[word].text != written[next] {
          pages[page].lines[line].words[word].given = written[next]
        }
        next += 1
      }
    }
  }
  return pages
}

/// Words by number, so that lines differ.
func paragraph(_ words: Int, from first: Int = 0) -> String {
  let stock = [
    "I", "have", "not", "yet", "received", "your", "answer", "of", "the", "3rd", "May,", "which", "was", "a", "long",
    "time", "ago;", "please", "write", "again", "soon.",
  ]
  return (first..<first + words).map { stock[($0 * $0 + 3 * $0) % stock.count] }.joined(separator: " ")
}

/// A program of the system that tests use where it is there.
enum SystemProgram {
  static func has(_ name: String) -> Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/\(name)") }

  /// What a program writes to its standard output.
  /// - Parameter input: content of a file whose path takes the place of INPUT among the arguments.
  static func output(_ name: String, _ arguments: [String], input: [UInt8]) throws -> [UInt8] {
    let file = FileManager.default.temporaryDirectory.appending(path: "seqd-\(UUID().uuidString)")
    try Data(input).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/\(name)")
    process.arguments = arguments.map { $0 == "INPUT" ? file.path : $0 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    // Waiting in a run loop, as `waitUntilExit` does, has been seen never to end beside many others.
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
    ended.wait()
    try #require(process.terminationStatus == 0, "\(name): \(String(decoding: bytes, as: UTF8.self))")
    return Array(bytes)
  }
}
