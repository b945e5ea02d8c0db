import FoundationEssentials
import Ink
import Networks

/// The ink that a person gives to have a hand learned from: lines with what they say.
struct WriterInk: Sendable {
  /// Lines and characters of a line at most, and letters of all lines at least.
  static let mostLines = 40
  static let longestLine = 100
  static let fewestLetters = 10
  static let mostBytes = 32 << 20

  var lines: [WriterLine]

  /// Reads files of InkML, JSON as seqd writes it, or SVG of single lines.
  /// - Parameters:
  ///   - texts: what the files say that do not tell themselves, in their order.
  ///   - alphabet: the model's symbols.
  /// - Throws: `InvalidRequest`, a sentence that names the file and the line.
  init(files: [String], texts: [String], alphabet: [String], normalisation: InkNormalisation) throws {
    let known = Set(alphabet.dropFirst())
    let scale = OffsetScale(normalisation)
    var texts = texts[...]
    lines = []
    for path in files {
      let ink = try Self.read(path, texts: &texts)
      var raw: [(text: String, drawing: InkDrawing, place: String)] = []
      for (number, line) in ink.enumerated() {
        let place = ink.count > 1 ? "line \(number + 1) of \(path)" : path
        let text = line.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        try Self.check(text, place: place, known: known)
        raw.append((text, line.drawing, place))
      }
      lines += try WriterLine.lines(raw, scale: scale)
    }
    guard texts.isEmpty else {
      throw InvalidRequest(
        "--text '\(texts.first ?? "")' has no ink: give as many texts as there are files that do not say their own")
    }
    guard lines.count <= Self.mostLines else {
      throw InvalidRequest("there are \(lines.count) lines of ink; give \(Self.mostLines) at most")
    }
    let letters = lines.reduce(0) { $0 + $1.text.count { !$0.isWhitespace } }
    guard letters >= Self.fewestLetters else {
      throw InvalidRequest(
        "the ink has \(letters) letters, too few to learn a hand from: give \(Self.fewestLetters) at least, best "
          + "five lines or more")
    }
  }

  /// The lines of a file; the next text is taken where it has none of its own.
  private static func read(_ path: String, texts: inout ArraySlice<String>) throws -> [InkLines.Line] {
    guard let bytes = try? Data(contentsOf: URL(filePath: path)) else {
      throw InvalidRequest("\(path) cannot be read; check the path")
    }
    guard bytes.count <= mostBytes else { throw InvalidRequest("\(path) has \(bytes.count) bytes, more than any ink") }
    guard let content = String(bytes: bytes, encoding: .utf8) else {
      throw InvalidRequest("\(path) is not UTF-8; convert it")
    }
    do throws(InkError) {
      var lines = try InkLines(content).lines
      if lines.count == 1, lines[0].text.allSatisfy(\.isWhitespace), let text = texts.popFirst() {
        lines[0].text = text
      }
      return lines
    } catch {
      throw InvalidRequest("\(path): \(error.message)")
    }
  }

  private static func check(_ text: String, place: String, known: Set<String>) throws {
    guard !text.isEmpty else {
      throw InvalidRequest("\(place) does not tell what its ink says; add its text, or give --text")
    }
    guard text.count <= longestLine else {
      throw InvalidRequest(
        "the text of \(place) has \(text.count) characters, more than the \(longestLine) of a line; divide the ink")
    }
    if let stranger = text.first(where: { !known.contains(String($0)) }) {
      throw InvalidRequest(
        "the text of \(place) has the character '\(stranger)', which the model does not know; leave the line out")
    }
  }
}
