/// A small picture of ink in shades of grey.
struct Raster: Equatable {
  let width: Int
  let height: Int
  /// Darkness of each pixel, row by row: 0 is paper.
  private(set) var pixels: [UInt8]

  init(width: Int, height: Int) {
    (self.width, self.height) = (max(0, width), max(0, height))
    pixels = Array(repeating: 0, count: self.width * self.height)
  }

  /// Darkness at a place; paper where there is no picture.
  subscript(x: Int, y: Int) -> UInt8 {
    x >= 0 && y >= 0 && x < width && y < height ? pixels[y * width + x] : 0
  }

  /// Draws a stroke with round ends; what lies outside is left out.
  /// - Parameters:
  ///   - points: in pixels, (0, 0) the corner at the upper left.
  ///   - radius: half the pen's width, in pixels.
  mutating func draw(_ points: [SIMD2<Float>], radius: Float) {
    guard let first = points.first else { return }
    var last = first
    for point in points.count == 1 ? points[...] : points.dropFirst() {
      draw(from: last, to: point, radius: radius)
      last = point
    }
  }

  private mutating func draw(from a: SIMD2<Float>, to b: SIMD2<Float>, radius: Float) {
    let reach = radius + 0.5
    let low = Self.minimum(a, b) - reach
    let high = Self.maximum(a, b) + reach
    let columns = Self.range(low.x, high.x, below: width)
    let way = b - a
    let length = max((way * way).sum(), 1e-9)
    for y in Self.range(low.y, high.y, below: height) {
      for x in columns {
        // The pixel's middle, and the nearest place of the stroke.
        let from = SIMD2(Float(x) + 0.5, Float(y) + 0.5) - a
        let share = max(0, min(1, (from * way).sum() / length))
        let distance = from - way * share
        let cover = max(0, min(1, reach - (distance * distance).sum().squareRoot()))
        pixels[y * width + x] = max(pixels[y * width + x], UInt8(cover * 255))
      }
    }
  }

  /// The pixels between two places; none where a place is no number.
  private static func range(_ low: Float, _ high: Float, below bound: Int) -> Range<Int> {
    guard low.isFinite, high.isFinite, high > 0, low < Float(bound) else { return 0..<0 }
    let first = max(0, Int(low.rounded(.down)))
    return first..<max(first, min(bound, Int(min(high, Float(bound)).rounded(.up))))
  }

  private static func minimum(_ a: SIMD2<Float>, _ b: SIMD2<Float>) -> SIMD2<Float> {
    SIMD2(min(a.x, b.x), min(a.y, b.y))
  }
  private static func maximum(_ a: SIMD2<Float>, _ b: SIMD2<Float>) -> SIMD2<Float> {
    SIMD2(max(a.x, b.x), max(a.y, b.y))
  }
}
