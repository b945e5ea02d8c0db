extension Stroke {
  /// The stroke with the tremor between neighbouring points removed: each inner point moves towards the middle of its
  /// neighbours (weights ¼, ½, ¼ at strength 1), the ends stay.
  ///
  /// - Parameter strength: 0 leaves the stroke as it is, 1 is the full binomial filter.
  func denoised(strength: Double) -> Stroke {
    guard points.count > 2, strength > 0 else { return self }
    var smooth = points
    for index in 1..<points.count - 1 {
      let middle = (points[index - 1] + points[index + 1]) * 0.5
      smooth[index] = points[index] + (middle - points[index]) * (0.5 * strength)
    }
    return Stroke(smooth)
  }
}

extension InkDrawing {
  /// Every stroke with the tremor between neighbouring points removed; the number of points stays.
  ///
  /// - Parameter strength: 0 leaves the ink as it is, 1 is a full binomial filter (¼, ½, ¼).
  public func denoised(strength: Double) -> InkDrawing {
    InkDrawing(strokes.map { $0.denoised(strength: strength) })
  }
}
