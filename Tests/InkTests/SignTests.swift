import Testing

@testable import Ink

private let known = Set<Character>(" abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,-'\"()0123456789!?:;")
private let book = SignBook(alphabet: known)
private let unit = 100.0

/// Ink as a network would write it: each letter an arch of one x-height with a stroke of its own, capitals higher, i and j
/// with a dot, words two x-heights apart.
///
/// - Parameter slant: how far the ink leans.
private func written(_ text: String, seed: UInt64 = 1, slant: Double = 0) -> Passage {
  let signed = book.signed(text, seed: seed)
  var strokes: [Stroke] = []
  var ranges: [Range<Int>] = []
  var (x, count) = (0.0, 0)
  func draw(_ points: [(Double, Double)]) {
    strokes.append(Stroke(points.map { Point(x: (x + $0.0 + slant * $0.1) * unit, y: -$0.1 * unit) }))
    count += points.count
  }
  for character in signed.written {
    let first = count
    if character == " " {
      x += 1
    } else {
      let height = character.isUppercase ? 1.8 : 1.0
      let steps = (0...8).map { Double($0) / 8 }
      let down = steps.map { (0.0, height * (1 - $0)) }
      let up = steps.dropFirst().map { (0.8 * $0, height * $0) }
      draw(down + up + steps.dropFirst().map { (0.8, height * (1 - $0)) })
      if "ij".contains(character) { draw([(0.4, 1.5), (0.42, 1.45)]) }
      x += 1.2
    }
    ranges.append(first..<count)
  }
  var passage = Passage(characters: signed.written, drawing: InkDrawing(strokes), characterPoints: ranges)
  if !signed.isPlain { passage.signs = signed }
  return passage
}

private func composed(_ text: String, seed: UInt64 = 1, slant: Double = 0) -> LevelledPassage {
  LevelledPassage(written(text, seed: seed, slant: slant)).composed()
}

/// The strokes of a composed text that the network did not write.
private func drawn(_ text: String, seed: UInt64 = 1, slant: Double = 0) -> [Stroke] {
  let passage = LevelledPassage(written(text, seed: seed, slant: slant))
  let before = passage.passage.drawing.strokes.map { $0.points.map(\.y) }
  // What was written may have moved to the side.
  return passage.composed().passage.drawing.strokes.filter { !before.contains($0.points.map(\.y)) }
}

private func words(_ text: String) -> [String] {
  WrittenWord.words(of: composed(text), xHeight: unit).map(\.text)
}

@Suite struct OutlineTests {
  @Test("A letter of the network is drawn where that is asked for, and only what can be drawn")
  func lettersCanBeDrawn() {
    let book = SignBook(alphabet: Set("abcdefghijklmnopqrstuvwxyzABC123. "))
    let plain = book.signed("abc 12. A", seed: 1)
    #expect(plain.isPlain && plain.place(ofWritten: 4) == 4)
    #expect(book.canDraw("1") && book.canDraw("A") && book.canDraw("x") && !book.canDraw("a"))
    let drawn = book.signed("abc 12. A", seed: 1, drawing: [0, 5, 8, 99])
    #expect(String(drawn.written) == "abc 1", "a stays written; the full stop has no letter beside it any more")
    #expect(drawn.place(ofWritten: 4) == 4 && drawn.place(ofWritten: 5) == nil)
    #expect(String(drawn.characters) == "abc 12. A")
    let all = book.signed("12", seed: 1, drawing: [0, 1])
    #expect(all.place(ofWritten: 0) == nil, "what is written is only looked at")
  }

  @Test("Every glyph and every mark is of pen strokes within the room of a line")
  func outlinesAreDrawable() throws {
    let outlines =
      Glyph.all.mapValues(\.outline).map { ("\($0.key)", $0.value) }
      + Mark.allCases.filter { $0.place != .through }.map { ($0.rawValue, $0.outline) }
    #expect(Glyph.all.count > 70)
    for (name, outline) in outlines {
      #expect(!outline.strokes.isEmpty && outline.strokes.allSatisfy { $0.count > 1 }, "\(name)")
      let bounds = try #require(Bounds(outline.strokes.joined().map(\.point)))
      #expect(bounds.minY > -0.8 && bounds.maxY < 2.1 && bounds.width < 1.8, "\(name)")
    }
  }

  @Test(
    "All places of an outline are read", arguments: [("0,1 0.5,-1 | 2,2 3,3 4,4", [2, 3]), ("0,0 / 1,1 / 2,0", [3])])
  func outlinesAreReadWhole(text: String, counts: [Int]) {
    #expect(Outline(text).strokes.map(\.count) == counts)
    #expect(Outline(text).strokes.joined().count { $0.isCorner } == text.count { $0 == "/" })
  }
}

@Suite struct MarkTests {
  @Test("A mark above stands over its letter's ink", arguments: Array("éàôñüåšÉÅÑ"))
  func marksStandAboveTheirLetter(letter: Character) throws {
    let mark = try #require(Bounds(drawn("no\(letter)no").flatMap(\.points)))
    let height = letter.isUppercase ? 1.8 : 1.0
    #expect(-mark.maxY > height * unit && -mark.minY < (height + 0.9) * unit)
    let middle = (mark.minX + mark.maxX) / 2
    #expect(abs(middle - (2 * 1.2 + 0.4) * unit) < 0.25 * unit)
  }

  @Test("A cedilla hangs below its letter and a stroke goes through it")
  func otherMarksStandWhereTheyBelong() throws {
    let cedilla = try #require(Bounds(drawn("noçno").flatMap(\.points)))
    #expect(cedilla.minY > -0.2 * unit && cedilla.maxY > 0.3 * unit)
    let slash = try #require(Bounds(drawn("noøno").flatMap(\.points)))
    #expect(-slash.minY > unit && slash.maxY > 0)
    #expect(slash.minX < 2.4 * unit && slash.maxX > 3.2 * unit)
  }

  @Test("An accent takes the place of the dot, and the other dots stay")
  func anAccentReplacesTheDot() {
    let plain = LevelledPassage(written("niin")).passage.drawing.strokes
    let accented = composed("ni\u{ED}n").passage.drawing.strokes
    #expect(accented.count == plain.count)
    #expect(accented.count { $0.points.count == 2 } == 1)
    #expect(composed("na\u{EF}ve").passage.drawing.strokes.count == 7)
  }

  @Test("Marks and signs lean as the ink does", arguments: [-0.2, 0, 0.3, 0.5])
  func signsLeanAsTheInkDoes(slant: Double) throws {
    let bar = try #require(drawn("nomen | nomen", slant: slant).first)
    let (top, foot) = (try #require(bar.points.first), try #require(bar.points.last))
    #expect(abs((top.x - foot.x) / (foot.y - top.y) - slant) < 0.12)
    let mark = try #require(Bounds(drawn("no\u{E9}no", slant: slant).flatMap(\.points)))
    let middle = (mark.minX + mark.maxX) / 2
    let height = -(mark.minY + mark.maxY) / 2
    // Levelling puts the leftmost ink at x = 0.
    let left = min(0, slant) * unit
    #expect(abs(middle - slant * height + left - 2.8 * unit) < 0.3 * unit)
  }

  @Test("The points of a sign stand about as far apart as the ink's")
  func pointsStandAsFarApart() {
    func steps(_ strokes: [Stroke]) -> [Double] {
      strokes.flatMap { zip($0.points, $0.points.dropFirst()).map { $0.distance(to: $1) } }
    }
    let usual = Turns.median(steps(LevelledPassage(written("nomen")).passage.drawing.strokes)) ?? 0
    let signs = steps(drawn("nomen @ & \u{DF} nomen"))
    #expect(abs((Turns.median(signs) ?? 0) - usual) < 0.4 * usual)
    #expect(signs.allSatisfy { $0 < 2 * usual })
  }
}

@Suite struct SignComposingTests {
  @Test("A sign stands between the letters it was given between, and they do not touch")
  func signsStandBetweenTheirNeighbours() throws {
    let passage = composed("no@en").passage
    #expect(passage.characters == Array("no@en"))
    let points = passage.drawing.strokes.flatMap(\.points)
    func edges(_ index: Int) throws -> Bounds { try #require(Bounds(points[passage.characterPoints[index]])) }
    #expect(try edges(1).maxX + 0.1 * unit < edges(2).minX)
    #expect(try edges(2).maxX + 0.1 * unit < edges(3).minX)
    #expect(try edges(3).minX - edges(2).maxX < unit)
  }

  @Test(
    "Words are parted at the given spaces",
    arguments: ["no@en", "no & en", "[no]", "a = b", "@ $", "= no", "no =", "n#o #en ##", "Stra\u{DF}e \u{E9}t\u{E9}"])
  func wordsArePartedAtSpaces(text: String) {
    #expect(words(text) == text.split(separator: " ").map(String.init))
  }

  @Test("A text of signs alone has no ink of the network")
  func signsAloneAreDrawnAlone() {
    #expect(composed("@").passage.drawing.strokes.count == 1)
    #expect(composed("= %").passage.drawing.strokes.count == 5)
  }

  @Test("Two equal signs of a text differ, and equal seeds give equal ink")
  func signsVaryWithTheirPlaceAndSeed() throws {
    let pair = drawn("no | | en")
    let starts = try pair.map { try #require($0.points.first) }
    #expect(pair.count == 2 && pair[0].points.map { $0 - starts[0] } != pair[1].points.map { $0 - starts[1] })
    #expect(composed("no | \u{E9}n").passage == composed("no | \u{E9}n").passage)
    #expect(composed("no | \u{E9}n").passage != composed("no | \u{E9}n", seed: 2).passage)
  }

  @Test("Ink whose text has no sign is left as it is")
  func plainInkIsLeftAsItIs() {
    let passage = LevelledPassage(written("nomen nomen"))
    #expect(passage.composed().passage == passage.passage)
    #expect(book.signed("plain (text), as ever.", seed: 1).isPlain)
  }

  @Test("Points and brackets between signs are drawn, and those beside letters are the network's")
  func lonePunctuationIsDrawn() {
    #expect(String(book.signed("(50%). (so)", seed: 1).written) == "(50 (so)")
    #expect(String(book.signed("- a = b", seed: 1).written) == "- a b")
  }

  @Test("A sign is cut into ink that the pen did not leave room in")
  func aSignPartsJoinedInk() {
    var passage = written("no@en")
    passage.drawing = InkDrawing([Stroke(passage.drawing.strokes.flatMap(\.points))])
    let cut = LevelledPassage(passage).composed().passage
    #expect(cut.drawing.strokes.count == 3)
    #expect(cut.characterPoints.last?.upperBound == cut.drawing.pointCount)
  }

  @Test("A sign parts joined letters where it stands, and not where the pen was lifted before them")
  func aSignDoesNotStandAtAnEarlierGap() throws {
    var passage = written("su\u{DF}en")
    let strokes = passage.drawing.strokes
    passage.drawing = InkDrawing([strokes[0], Stroke(strokes[1...].flatMap(\.points))])
    let parted = LevelledPassage(passage).composed().passage
    let points = parted.drawing.strokes.flatMap(\.points)
    func edges(_ index: Int) throws -> Bounds { try #require(Bounds(points[parted.characterPoints[index]])) }
    let sign = try #require(Bounds(parted.drawing.strokes[2].points))
    #expect(parted.drawing.strokes.count == 4)
    #expect(try sign.minX > edges(0).maxX + unit && sign.maxX < edges(4).minX)
  }
}
