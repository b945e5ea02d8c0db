/// One reading of the pen on the whiteboard.
public struct InkPoint: Equatable, Sendable {
  /// Whiteboard units, to the right.
  public var x: Float
  /// Whiteboard units, downwards.
  public var y: Float
  /// Seconds since the first reading of the line; stamps have a resolution of 10 ms.
  public var time: Float

  public init(x: Float, y: Float, time: Float) {
    self.x = x
    self.y = y
    self.time = time
  }

  /// Distance in whiteboard units.
  func distance(to other: InkPoint) -> Float {
    let dx = other.x - x
    let dy = other.y - y
    return (dx * dx + dy * dy).squareRoot()
  }
}

/// One handwritten line with what it says.
public struct InkLine: Equatable, Sendable {
  /// Form and line number, e.g. `a01-000u-01`.
  public var id: String
  /// The transcription, with its spacing normalised (see `TranscriptionNormaliser`).
  public var text: String
  /// Strokes in the order of writing, none of them empty.
  public var strokes: [[InkPoint]]

  public init(id: String, text: String, strokes: [[InkPoint]]) {
    self.id = id
    self.text = text
    self.strokes = strokes
  }

  /// Number of points in all strokes.
  public var pointCount: Int { strokes.reduce(0) { $0 + $1.count } }
}
