import Foundation
import Ink
import Testing

@testable import Recognition

/// A small reader with random weights, and what PyTorch makes of some ink with it (Tools/reader_parity.py).
struct Fixture: Decodable {
  var strokes: [[[Double]]]
  /// frames × 16
  var frames: [Float]
  /// frames × (1 + symbols), natural logarithms.
  var logarithms: [Double]
  var text: String
  /// −ln of the text's probability.
  var surprise: Double

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

  static func load() throws -> Fixture {
    try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: folder.appending(path: "reading.json")))
  }

  static func readerBytes() throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: "reader.safetensors")))
  }

  static func file() throws -> ReaderFile { try ReaderFile(readerBytes(), file: "reader") }

  var drawing: InkDrawing {
    InkDrawing(strokes.map { stroke in Stroke(stroke.map { Point(x: $0[0], y: $0[1]) }) })
  }
}
