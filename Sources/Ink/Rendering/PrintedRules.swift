/// Printed lines in pixels: upright rectangles, at least a pixel thick, so that none looks paler than the others.
struct PrintedRules {
  /// For each row of the picture the columns that something is printed in.
  private var spans: [[Range<Int>]]
  private let width: Int

  /// Whether nothing is printed.
  let isEmpty: Bool

  /// - Parameters:
  ///   - pages: below one another.
  ///   - scale: pixels to the mm.
  ///   - size: of the picture.
  init(_ pages: [Page], scale: Double, size: PictureSize) {
    width = size.width
    isEmpty = pages.allSatisfy(\.rules.isEmpty)
    spans = isEmpty ? [] : Array(repeating: [], count: size.height)
    func pixels(_ a: Double, _ b: Double, within count: Int) -> Range<Int> {
      let first = Int((min(a, b) * scale).rounded())
      return (first..<max(first + 1, Int((max(a, b) * scale).rounded()))).clamped(to: 0..<count)
    }
    var top = 0.0
    for page in pages {
      for rule in page.rules {
        let (high, wide) = (
          rule.to.y == rule.from.y ? rule.width / 2 : 0, rule.to.x == rule.from.x ? rule.width / 2 : 0
        )
        let columns = pixels(rule.from.x - wide, rule.to.x + wide, within: size.width)
        for row in pixels(top + rule.from.y - high, top + rule.to.y + high, within: size.height) {
          spans[row].append(columns)
        }
      }
      top += page.height
    }
  }

  /// Halves a row's coverage to 0…127 and adds 128 where something is printed.
  /// - Parameter output: as long as the row.
  func mark(_ coverage: UnsafeBufferPointer<UInt8>, row: Int, into output: UnsafeMutableBufferPointer<UInt8>) {
    for column in 0..<width { output[column] = coverage[column] >> 1 }
    for columns in spans[row] {
      for column in columns { output[column] |= 128 }
    }
  }
}
