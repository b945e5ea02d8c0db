import Testing

@testable import Ink

@Suite struct CharacterInkTests {
  /// A stroke of so many points from left to right, between two heights above the baseline, which is y = 0.
  private func stroke(_ points: Int, from left: Double, to right: Double, top: Double, bottom: Double = 0) -> Stroke {
    Stroke(
      (0..<points).map { index in
        let share = points > 1 ? Double(index) / Double(points - 1) : 0.5
        return Point(x: left + (right - left) * share, y: index % 2 == 0 ? -bottom : -top)
      })
  }

  private func ink(_ text: String, _ ranges: [Range<Int>], _ strokes: [Stroke]) -> [[Range<Int>]] {
    CharacterInk(Array(text), ranges, strokes: strokes, baseline: 0, xHeight: 1).points
  }

  @Test("The border between characters goes to the pen lift near it")
  func bordersGoToLifts() {
    let strokes = [stroke(20, from: 0, to: 1, top: 1), stroke(20, from: 1.2, to: 2, top: 1)]
    #expect(ink("ab", [0..<13, 13..<40], strokes) == [[0..<20], [20..<40]])
    #expect(ink("ab", [0..<22, 22..<40], strokes) == [[0..<20], [20..<40]])
  }

  @Test("Where no pen lift is near, the border is as far behind the window's as the pen is")
  func bordersFollowThePen() {
    #expect(ink("ab", [0..<15, 15..<40], [stroke(40, from: 0, to: 2, top: 1)]) == [[0..<20], [20..<40]])
  }

  @Test("A character keeps a point, however narrow the window leaves it, and one that was passed over has none")
  func everyCharacterKeepsAPoint() {
    let line = [stroke(8, from: 0, to: 2, top: 1)]
    #expect(ink("abc", [0..<5, 5..<6, 6..<8], line).map { $0.map(\.count).reduce(0, +) } == [5, 2, 1])
    #expect(ink("abc", [0..<4, 0..<0, 4..<8], line)[1] == [])
    #expect(ink("a", [0..<8], line) == [[0..<8]])
  }

  @Test("The dot of an i that was written after the word is the i's, once for each i")
  func dotsAreGivenBack() {
    let word = [
      stroke(10, from: 0, to: 0.1, top: 1), stroke(10, from: 1, to: 1.1, top: 1), stroke(14, from: 2, to: 3, top: 1),
      stroke(3, from: 0, to: 0.1, top: 1.5, bottom: 1.4), stroke(3, from: 0.9, to: 1.0, top: 1.5, bottom: 1.4),
    ]
    let points = ink("iin", [0..<10, 10..<20, 20..<40], word)
    #expect(points == [[0..<10, 34..<37], [10..<20, 37..<40], [20..<34]])
    // Of letters without a dot nothing is taken.
    #expect(ink("ocn", [0..<10, 10..<20, 20..<40], word) == [[0..<10], [10..<20], [20..<40]])
  }

  @Test("The bar of a t that was written after the word is the t's")
  func barsAreGivenBack() {
    let word = [
      stroke(10, from: 0.4, to: 0.5, top: 1.8), stroke(10, from: 1, to: 1.8, top: 1),
      stroke(6, from: 0, to: 0.9, top: 1.1, bottom: 1),
    ]
    #expect(ink("to", [0..<10, 10..<26], word) == [[0..<10, 20..<26], [10..<20]])
    // A bar far from every t stays with the letter that it was written at.
    let far = [word[0], word[1], stroke(6, from: 3, to: 3.9, top: 1.1, bottom: 1)]
    #expect(ink("to", [0..<10, 10..<26], far) == [[0..<10], [10..<26]])
  }

  @Test("A drawn accent is its letter's, wherever it was drawn")
  func marksAreTheirLetters() {
    let strokes = [
      stroke(20, from: 0, to: 1, top: 1), stroke(5, from: 0.4, to: 0.7, top: 1.6, bottom: 1.4),
      stroke(20, from: 1.2, to: 2, top: 1),
    ]
    let points = CharacterInk(
      Array("éa"), [0..<18, 25..<45], marks: [1: 0], strokes: strokes, baseline: 0, xHeight: 1
    ).points
    #expect(points == [[0..<25], [25..<45]])
    let late = CharacterInk(
      Array("éa"), [0..<20, 20..<45], marks: [2: 0], strokes: [strokes[0], strokes[2], strokes[1]], baseline: 0,
      xHeight: 1
    ).points
    #expect(late == [[0..<20, 40..<45], [20..<40]])
  }
}
