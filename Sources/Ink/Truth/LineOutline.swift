/// The outline of a line of words: along the upper edges of their boxes, then back along the lower ones.
enum LineOutline {
  private struct Strip {
    var left: Double
    var right: Double
    var top: Double
    var bottom: Double
  }

  /// The corners, clockwise from the upper left; every box lies inside.
  static func around(_ boxes: [Bounds]) -> [Point] {
    let strips = strips(of: boxes)
    let upper = strips.flatMap { [Point(x: $0.left, y: $0.top), Point(x: $0.right, y: $0.top)] }
    let lower = strips.reversed().flatMap { [Point(x: $0.right, y: $0.bottom), Point(x: $0.left, y: $0.bottom)] }
    return upper + lower
  }

  /// Upright strips side by side, as high as all boxes that they cross.
  private static func strips(of boxes: [Bounds]) -> [Strip] {
    let edges = boxes.flatMap { [$0.minX, $0.maxX] }.sorted()
    var strips: [Strip] = []
    for (left, right) in zip(edges, edges.dropFirst()) where left < right {
      let crossed = boxes.filter { $0.minX < right && $0.maxX > left }
      if let box = Bounds(around: crossed) {
        strips.append(Strip(left: left, right: right, top: box.minY, bottom: box.maxY))
        continue
      }
      // Between words the outline is as low as both are, if they share a height.
      let before = strips[strips.count - 1]
      guard let next = boxes.first(where: { $0.minX == right }) else { continue }
      let (top, bottom) = (max(before.top, next.minY), min(before.bottom, next.maxY))
      strips.append(
        top < bottom
          ? Strip(left: left, right: right, top: top, bottom: bottom)
          : Strip(
            left: left, right: right, top: min(before.top, next.minY), bottom: max(before.bottom, next.maxY)))
    }
    return strips
  }
}
