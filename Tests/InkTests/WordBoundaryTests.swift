import Testing

@testable import Ink

@Suite struct WordBoundaryTests {
  /// Letters of one stroke each, commas small, with so much room before each character.
  private func passage(_ text: [(character: Character, room: Double)]) -> LevelledPassage {
    var (strokes, ranges): ([Stroke], [Range<Int>]) = ([], [])
    var (x, count) = (0.0, 0)
    for (character, room) in text {
      x += room
      guard character != " " else {
        ranges.append(count..<count)
        continue
      }
      let isComma = character == ","
      let points = (0..<12).map { step -> Point in
        let height: Double = step % 4 == 0 ? 0 : step % 4 == 2 ? -100 : -50
        let right = (isComma ? 2 : 7) * Double(step)
        return Point(x: x + right, y: isComma ? 4 * Double(step) : character == "-" ? -160 : height)
      }
      strokes.append(Stroke(points))
      ranges.append(count..<count + 12)
      count += 12
      x += isComma ? 24 : 80
    }
    return LevelledPassage(
      Passage(characters: text.map(\.character), drawing: InkDrawing(strokes), characterPoints: ranges), denoising: 0)
  }

  private func word(_ letters: Int, room: Double) -> [(character: Character, room: Double)] {
    (0..<letters).map { ("m", $0 == 0 ? room : 5) }
  }

  @Test("A comma belongs to the word before it, however far it stands from that", arguments: [5.0, 60, 140])
  func commaStaysBehindItsWord(room: Double) throws {
    let levelled = passage(word(6, room: 0) + [(",", room), (" ", 0)] + word(5, room: 80))
    #expect(levelled.strokeAfterSpace(7) == 7)
  }

  @Test func withoutACommaTheWidestRoomParts() {
    let levelled = passage(word(6, room: 0) + [(" ", 0)] + word(5, room: 80))
    #expect(levelled.strokeAfterSpace(6) == 6)
  }

  @Test("The bar of a capital after a comma is no comma")
  func highStrokeAfterComma() {
    let levelled = passage(word(6, room: 0) + [(",", -20), (" ", 0), ("-", 60)] + word(4, room: 30))
    #expect(levelled.strokeAfterSpace(7) == 7)
  }

  @Test("A small letter after a comma begins a word")
  func smallStrokeAfterComma() {
    let levelled = passage(word(6, room: 0) + [(",", 10), (" ", 0), (",", 90)] + word(4, room: 5))
    #expect(levelled.strokeAfterSpace(7) == 7)
  }
}
