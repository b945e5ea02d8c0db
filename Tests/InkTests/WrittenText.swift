@testable import Ink

/// A text as a network would have written it: each character a scribble of its own of a dozen points, the pen lifted here
/// and there, and the window five points ahead of it.
func passage(of text: String, seed: UInt64) -> Passage {
  let noise = CounterNoise(seed: seed, field: 99)
  var strokes: [Stroke] = []
  var current: [Point] = []
  var borders: [Int] = []
  var (x, count) = (0.0, 0)
  for (number, character) in text.enumerated() {
    borders.append(count)
    if character == " " {
      strokes.append(Stroke(current))
      current = []
      x += 130
      continue
    }
    for step in 0..<12 {
      let high = character.isUppercase ? 180.0 : 100
      let level = step % 4 == 0 ? 0 : step % 4 == 2 ? -high : -0.5 * high
      current.append(
        Point(x: x + 7 * Double(step) + 4 * noise.signed(count), y: level + 6 * noise.signed(count, 1)))
      count += 1
    }
    x += 90
    if noise.bits(number, 2) & 1 == 0 {
      strokes.append(Stroke(current))
      current = []
      x += 15
    }
  }
  strokes.append(Stroke(current))
  let ahead = borders.indices.map { $0 == 0 ? 0 : max(0, borders[$0] - 5) } + [count]
  return Passage(
    characters: Array(text), drawing: InkDrawing(strokes.filter { !$0.points.isEmpty }),
    characterPoints: text.indices.enumerated().map { number, _ in ahead[number]..<ahead[number + 1] })
}

/// Pages of paragraphs, each of one passage.
func writtenPages(_ paragraphs: [String], seed: UInt64, options: SheetOptions) throws -> [Page] {
  let passages = paragraphs.enumerated().map { passage(of: $1, seed: seed &+ UInt64($0)) }
  let composition = Composition(passages.map { .init(passages: [$0]) }, usualXHeight: 100)
  return PageLayout(try options.setup(isShortLine: paragraphs.count == 1)).pages(composition.paragraphs)
}

/// Options from a few given ones.
func sheet(_ given: [String: SheetOptionValue]) throws -> SheetOptions { try SheetOptions { given[$0] } }
