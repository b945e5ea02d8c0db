/// One step of the pen as networks see it: the way from the last point, and whether the pen lifts after this point.
public struct PenOffset: Sendable, Equatable {
  /// Normalised: (offset in data units − mean) ÷ deviation.
  public var dx: Float
  public var dy: Float
  /// Whether this point is the last of its stroke.
  public var penUp: Bool

  public init(dx: Float, dy: Float, penUp: Bool) {
    self.dx = dx
    self.dy = dy
    self.penUp = penUp
  }
}

/// How offsets were normalised, in data units; turns offsets into strokes and strokes into offsets.
public struct OffsetScale: Sendable, Equatable {
  public var meanX: Double
  public var meanY: Double
  public var deviationX: Double
  public var deviationY: Double

  public init(meanX: Double, meanY: Double, deviationX: Double, deviationY: Double) {
    self.meanX = meanX
    self.meanY = meanY
    self.deviationX = deviationX
    self.deviationY = deviationY
  }

  /// The usual height of small letters in the recorded hands, in data units: 2.85 deviations of Δy.
  public var usualXHeight: Double { 2.85 * deviationY }

  /// The strokes that offsets draw, in data units.
  ///
  /// - Parameter fromOrigin: whether the pen touches the paper at (0, 0) before the first offset, as at the start of a
  ///   recorded line; otherwise the first offset only leads to the first point, as after a lifted pen.
  public func strokes(of offsets: some Sequence<PenOffset>, fromOrigin: Bool) -> InkDrawing {
    var drawing = InkDrawing()
    var pen = Point(x: 0, y: 0)
    var current: [Point] = fromOrigin ? [pen] : []
    for offset in offsets {
      pen.x += Double(offset.dx) * deviationX + meanX
      pen.y += Double(offset.dy) * deviationY + meanY
      current.append(pen)
      if offset.penUp {
        drawing.strokes.append(Stroke(current))
        current.removeAll(keepingCapacity: true)
      }
    }
    if !current.isEmpty { drawing.strokes.append(Stroke(current)) }
    return drawing
  }

  /// The normalised offsets from each point of the drawing to the next; its first point has none.
  public func offsets(of drawing: InkDrawing) -> [PenOffset] {
    var offsets: [PenOffset] = []
    var pen: Point?
    for stroke in drawing.strokes {
      for (index, point) in stroke.points.enumerated() {
        defer { pen = point }
        guard let from = pen else { continue }
        offsets.append(
          PenOffset(
            dx: Float((point.x - from.x - meanX) / deviationX), dy: Float((point.y - from.y - meanY) / deviationY),
            penUp: index == stroke.points.count - 1))
      }
    }
    return offsets
  }
}
