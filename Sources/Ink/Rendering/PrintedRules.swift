/// Printed lines in pixels: upright rectangles, at least a pixel thick, so that none looks paler than the others.
struct PrintedRules {
  private struct Span {
    var rows: Range<Int>
    var columns: Range<Int>
  }

  private let spans: [Span]
  private let width: Int

  /// - Parameters:
  ///   - pages: below one another.
  ///   - scale: pixels to the mm.
  ///   - width: of the picture, in pixels.
  init(_ pages: [Page], scale: Double, width: Int) {
    self.width = width
    var top = 0.0
    var spans: [Span] = []
    for page in pages {
      for rule in page.rules {
        let half = rule.width / 2
        func pixels(_ a: Double, _ b: Double) -> Range<Int> {
          let first = Int((min(a, b) * scale).rounded())
          return first..<max(first + 1, Int((max(a, b) * scale).rounded()))
        }
        let isLevel = rule.to.y == rule.from.y
        let isUpright = rule.to.x == rule.from.x
        spans.append(
          Span(
            rows: pixels(
              top + rule.from.y - (isLevel ? half : 0), top + rule.to.y + (isLevel ? half : 0)),
            columns: pixels(rule.from.x - (isUpright ? half : 0), rule.to.x + (isUpright ? half : 0))
          ))
      }
      top += page.height
    }
    self.spans = spans.sorted { $0.rows.lowerBound < $1.rows.lowerBound }
  }

  var isEmpty: Bool { spans.isEmpty }

  /// Halves a row's coverage to 0…127 and adds 128 where something is printed.
  /// - Parameter output: `width` bytes.
  func mark(_ coverage: UnsafeBufferPointer<UInt8>, row: Int, into output: UnsafeMutableBufferPointer<UInt8>) {
    for column in 0..<width { output[column] = coverage[column] >> 1 }
    for span in spans {
      if span.rows.lowerBound > row { break }
      guard span.rows.contains(row) else { continue }
      for column in span.columns.clamped(to: 0..<width) { output[column] |= 128 }
    }
  }

  /// Adds the lines to a scan's coverage as ink so thin that it is faint.
  /// - Parameter coverage: of all rows.
  func print(faintly coverage: inout [UInt8]) {
    let height = coverage.count / max(1, width)
    for span in spans {
      for row in span.rows.clamped(to: 0..<height) {
        for index in span.columns.clamped(to: 0..<width) {
          coverage[row * width + index] = max(coverage[row * width + index], 70)
        }
      }
    }
  }
}
