import Foundation
import Ink
import Recognition
import Testing

/// What the bundled model writes, read by its own reader, as it comes to paper.
@Suite(.serialized) struct LegibilityTests {
  private struct InkFile: Decodable { var strokes: [[[Double]]] }

  private let reader: InkReader

  init() throws {
    let path = House.bundled("handwriting") + "/" + InkReader.fileName
    reader = try InkReader([UInt8](try Data(contentsOf: URL(filePath: path))))
  }

  /// What is read of each text's line.
  private func readings(of texts: [String], _ arguments: String...) throws -> [String] {
    let house = try House(bundled: ["handwriting"])
    let folder = house.folder.path + "/lines/"
    let job = try house.seqctl(
      ["submit", "handwriting-synthesis", "--input", "-", "--seed", "3", "--format", "json", "-q", "-o", folder]
        + arguments, input: texts.joined(separator: "\n"))
    try #require(job.status == 0, "\(job.errors)")
    return try (1...texts.count).map { number in
      let name = String(repeating: "0", count: 4 - String(number).count) + "\(number).json"
      let file = try JSONDecoder().decode(InkFile.self, from: Data(contentsOf: URL(filePath: folder + name)))
      return reader.text(
        of: InkDrawing(file.strokes.map { stroke in Stroke(stroke.map { Point(x: $0[0], y: $0[1]) }) }))
    }
  }

  private func agreement(_ texts: [String], _ readings: [String]) -> Int {
    zip(texts, readings).reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) }
  }

  @Test func proofreadLinesAreReadAsTheyShouldBe() throws {
    let texts = [
      "The boxes arrived early on Tuesday.", "Nobody expected quite so many guests,",
      "so we put extra chairs in the hall.", "Just ask Kate whether Max is coming.",
      "You will find the key under the mat,", "next to a jar of fresh apricot jam.",
      "We have never seen such a storm.", "It took six men to move the piano.",
    ]
    let (read, unread) = (try readings(of: texts), try readings(of: texts, "--proofread", "0"))
    #expect(agreement(texts, read) >= 6, "\(read)")
    #expect(agreement(texts, read) > agreement(texts, unread), "\(read) for \(unread)")
  }

  @Test func figuresAndCapitalsAreRatherDrawnThanUnreadable() throws {
    let texts = [
      "Max Quinn, 48 Zebra Road, York YO1 7HH", "Total $84.50 and 20 % VAT", "NEXT YEAR IN JERUSALEM",
      "Invoice 2026-1147 for UNESCO",
    ]
    func differences(_ readings: [String]) -> Int {
      zip(texts, readings).reduce(0) { $0 + $1.1.difference(from: $1.0).count }
    }
    let (read, unread) = (try readings(of: texts), try readings(of: texts, "--proofread", "0"))
    #expect(3 * differences(read) < 2 * differences(unread), "\(read) for \(unread)")
  }
}
