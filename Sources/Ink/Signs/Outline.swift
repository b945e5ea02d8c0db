/// The way of the pen through a mark or a sign, in x-heights; the baseline is y = 0 and y grows upwards.
struct Outline: Sendable, Equatable {
  /// A place that the pen passes through.
  struct Place: Sendable, Equatable {
    var point: Point
    /// Whether the pen turns sharply here.
    var isCorner = false
  }

  /// Pen order.
  var strokes: [[Place]]

  init(strokes: [[Place]]) { self.strokes = strokes }

  /// - Parameter text: places as `x,y`, blanks between them; `/` after a place makes it a corner, `|` lifts the pen. What
  ///   is no such place is left out; a test reads all outlines.
  init(_ text: String) {
    strokes = text.split(separator: "|").map { stroke in
      var places: [Place] = []
      for token in stroke.split(separator: " ") {
        if token == "/" {
          if !places.isEmpty { places[places.count - 1].isCorner = true }
          continue
        }
        let numbers = token.split(separator: ",").compactMap { Double($0) }
        if numbers.count == 2 { places.append(Place(point: Point(x: numbers[0], y: numbers[1]))) }
      }
      return places
    }
  }

  /// The outline moved and scaled, its width by one factor more.
  func placed(dx: Double, dy: Double, scale: Double, width: Double = 1) -> Outline {
    Outline(
      strokes: strokes.map { stroke in
        stroke.map { place in
          var place = place
          place.point = Point(
            x: place.point.x * scale * width + dx, y: place.point.y * scale + dy)
          return place
        }
      })
  }

  static func + (a: Outline, b: Outline) -> Outline { Outline(strokes: a.strokes + b.strokes) }
}
