/// When the pen is where.
///
/// Inside of a stroke this is the recorder's clock: a network draws a point for each that was recorded, on average every
/// 16 ms. The way through the air was recorded as one step however long it took, so between strokes time is made up: about
/// what the recorded hands took, and longer for a longer way.
enum PenTime {
  /// From one point of a stroke to the next, in ms.
  static let interval = 16
  /// The least time from the end of a stroke to the beginning of the next, in ms.
  static let lift = 130.0
  /// What each x-height of the way there adds, in ms.
  static let perXHeight = 20.0
  /// The most, in ms: to another line or page.
  static let longestLift = 1000.0

  /// When each stroke begins, in ms from the first.
  static func starts(of strokes: [Stroke], xHeight: Double) -> [Int] {
    var starts: [Int] = []
    var time = 0
    var pen: Point?
    for stroke in strokes {
      if let pen, let first = stroke.points.first, xHeight > 0 {
        time += Int(min(lift + perXHeight * pen.distance(to: first) / xHeight, longestLift).rounded())
      }
      starts.append(time)
      time += interval * max(stroke.points.count - 1, 0)
      pen = stroke.points.last ?? pen
    }
    return starts
  }
}
