/// How a sheet lies on the glass of a scanner: turned about its middle by a small angle, and moved.
struct SheetMotion: Equatable {
  /// The middle of the sheet, in mm.
  private var middle: Point
  private var cosine: Double
  private var sine: Double
  /// In mm.
  private var shift: Point

  /// A sheet that lies straight.
  static let none = SheetMotion(middle: Point(x: 0, y: 0), halfTangent: 0, shift: Point(x: 0, y: 0))

  /// - Parameter halfTangent: the tangent of half the angle, from which sine and cosine follow without the C library;
  ///   positive turns clockwise.
  init(middle: Point, halfTangent: Double, shift: Point) {
    self.middle = middle
    self.shift = shift
    let square = halfTangent * halfTangent
    cosine = (1 - square) / (1 + square)
    sine = 2 * halfTangent / (1 + square)
  }

  /// Where a place of the sheet lies.
  func moved(_ point: Point) -> Point {
    let (x, y) = (point.x - middle.x, point.y - middle.y)
    return Point(x: middle.x + shift.x + x * cosine - y * sine, y: middle.y + shift.y + x * sine + y * cosine)
  }

  /// Where what is printed on the sheet lies.
  func moved(_ rules: [Rule]) -> [Rule] {
    self == .none ? rules : rules.map { Rule(from: moved($0.from), to: moved($0.to), width: $0.width) }
  }

  /// Where the ink of the sheet lies: the very same points for a sheet that lies straight.
  func moved(_ drawing: InkDrawing) -> InkDrawing { self == .none ? drawing : drawing.mapPoints(moved) }
}
