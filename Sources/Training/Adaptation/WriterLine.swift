import Ink
import Networks

/// A line of a person's writing, turned level and brought to the usual size: baseline at y = 0, first ink at x = 0.
struct WriterLine: Sendable, Equatable {
  /// What it says, in the model's alphabet.
  var text: String
  /// In the units of the model's training data.
  var drawing: InkDrawing
  /// Where it is from, for messages: `line 2 of my.inkml`.
  var place: String

  /// Points of a character that need no resampling: recorded hands have about 25.
  static let usualDensity = 10.0...45.0
  /// From point to point where ink is resampled, in x-heights; half of the recorded steps are below 0.17.
  static let resampledStep = 0.18
  /// Room between a lead and what follows it, in x-heights.
  static let wordGap = 1.5

  init(text: String, drawing: InkDrawing, place: String) {
    self.text = text
    self.drawing = drawing
    self.place = place
  }

  /// Brings the lines of one file or sheet, of any unit, to the model's. Their scale is a common one, by the middle of their
  /// x-heights, so that they stay as large beside one another as they were written.
  /// - Throws: `InvalidRequest` for a line without height.
  static func lines(
    _ raw: [(text: String, drawing: InkDrawing, place: String)], scale: OffsetScale
  ) throws -> [WriterLine] {
    var lines: [WriterLine] = []
    var heights: [Double] = []
    for (text, drawing, place) in raw {
      let levelled = LevelledPassage(Passage(characters: [], drawing: drawing), denoising: 0)
      guard let own = levelled.xHeight, own > 0 else {
        throw InvalidRequest("\(place) holds no writing to take a hand from: its strokes have no height")
      }
      let letters = max(1, text.count { !$0.isWhitespace })
      let isUsual = usualDensity.contains(Double(drawing.pointCount) / Double(letters))
      let level = levelled.passage.drawing
      lines.append(
        WriterLine(
          text: text, drawing: isUsual ? level : level.resampled(step: resampledStep * own), place: place))
      heights.append(own)
    }
    guard !heights.isEmpty else { return [] }
    let factor = scale.usualXHeight / heights.sorted()[heights.count / 2]
    for index in lines.indices { lines[index].drawing = lines[index].drawing.placed(dx: 0, dy: 0, scale: factor) }
    return lines
  }

  /// The line as a network reads it.
  /// - Parameter lead: what the network reads before it, unscored, a word's room to the left.
  func sequence(_ alphabet: InkAlphabet, _ scale: OffsetScale, after lead: WriterLine? = nil) -> InkSequence {
    guard let lead, let end = lead.drawing.bounds?.maxX, let begin = drawing.bounds?.minX else {
      return InkSequence(
        id: place, text: alphabet.indices(of: text), offsets: scale.offsets(of: drawing).flat)
    }
    let moved = drawing.placed(dx: end + Self.wordGap * scale.usualXHeight - begin, dy: 0)
    return InkSequence(
      id: place, text: alphabet.indices(of: lead.text + " " + text),
      offsets: scale.offsets(of: InkDrawing(lead.drawing.strokes + moved.strokes)).flat,
      // Without the lead the first point has no offset, so that the way to it is not scored here either.
      lead: lead.drawing.pointCount)
  }
}

extension OffsetScale {
  init(_ normalisation: InkNormalisation) {
    self.init(
      meanX: Double(normalisation.meanX), meanY: Double(normalisation.meanY),
      deviationX: Double(normalisation.deviationX), deviationY: Double(normalisation.deviationY))
  }
}

extension [PenOffset] {
  /// T × 3.
  var flat: [Float] { flatMap { [$0.dx, $0.dy, $0.penUp ? 1 : 0] } }
}

extension InkDrawing {
  /// Each stroke with points as far apart along it as `step` says; its ends stay, and dots stay dots.
  func resampled(step: Double) -> InkDrawing {
    InkDrawing(
      strokes.map { stroke in
        guard let first = stroke.points.first, let last = stroke.points.last, stroke.points.count > 1 else {
          return stroke
        }
        var points = [first]
        var (pen, left) = (first, step)
        for point in stroke.points.dropFirst() {
          var way = pen.way(to: point)
          while way >= left {
            let part = left / way
            pen = Point(x: pen.x + part * (point.x - pen.x), y: pen.y + part * (point.y - pen.y))
            points.append(pen)
            way = pen.way(to: point)
            left = step
          }
          left -= way
          pen = point
        }
        if points.count > 1, points[points.count - 1].way(to: last) < step / 2 { points.removeLast() }
        return Stroke(points + [last])
      })
  }
}

extension Point {
  fileprivate func way(to other: Point) -> Double {
    ((other.x - x) * (other.x - x) + (other.y - y) * (other.y - y)).squareRoot()
  }
}
