/// What there is of an item that is still being made, for people who watch it grow.
public enum Preview: Sendable, Equatable {
  case text(String)
  /// Lines of ink in the order of reading.
  case ink([Line])

  /// A line of ink, or a piece of one that is written by itself.
  public struct Line: Sendable, Equatable {
    /// What it is to say; empty where there is no telling.
    public var text: String
    /// Points of each stroke, in x-heights: x to the right, y downwards.
    public var strokes: [[SIMD2<Float>]]
    /// Whether nothing more comes.
    public var isComplete: Bool

    public init(text: String, strokes: [[SIMD2<Float>]], isComplete: Bool) {
      self.text = text
      self.strokes = strokes
      self.isComplete = isComplete
    }
  }

  /// The most characters and points of a preview, and the most lines: it is looked at, not kept.
  static let (mostCharacters, mostPoints, mostLines) = (2000, 12_000, 12)
  /// Points nearer than this to the one before are left out, in x-heights.
  static let fineness: Float = 0.1

  /// The same of an item that is made.
  public var completed: Preview {
    guard case .ink(var lines) = self else { return self }
    for index in lines.indices { lines[index].isComplete = true }
    return .ink(lines)
  }

  /// The end of a text that grows, as much of it as is worth sending.
  /// - Parameters:
  ///   - symbols: what was generated.
  ///   - before: what stands before it.
  ///   - text: makes text of the last of them; older ones are not asked for.
  public static func text(
    after before: String = "", _ symbols: [Int], _ text: (ArraySlice<Int>) -> String
  ) -> Preview {
    let last = symbols.suffix(2 * mostCharacters)
    let end = text(last)
    return .text(String((last.count < symbols.count ? end : before + end).suffix(mostCharacters)))
  }

  /// Lines of ink, as much of them as is worth sending: from the first that still grows on, else the last, without points
  /// that nobody can tell apart. Only these are asked for.
  /// - Parameters:
  ///   - isComplete: of each line whether nothing more comes.
  ///   - line: what a line is to say, and its strokes.
  public static func ink(
    isComplete: [Bool], _ line: (Int) -> (text: String, strokes: [[SIMD2<Float>]])
  ) -> Preview {
    let first = min(isComplete.firstIndex(of: false) ?? isComplete.count, max(0, isComplete.count - mostLines))
    var room = mostPoints
    return .ink(
      isComplete.indices[first...].prefix(mostLines).map { index in
        let (text, strokes) = line(index)
        return Line(text: text, strokes: Line.thinned(strokes, within: &room), isComplete: isComplete[index])
      })
  }
}

extension Preview.Line {
  /// Strokes with fewer points, their last ones where there is not room for all.
  fileprivate static func thinned(_ strokes: [[SIMD2<Float>]], within room: inout Int) -> [[SIMD2<Float>]] {
    var kept: [[SIMD2<Float>]] = []
    for stroke in strokes.reversed() where room > 0 {
      let points = thinned(stroke).suffix(room)
      room -= points.count
      kept.append(Array(points))
    }
    return kept.reversed()
  }

  /// First and last point, and those between that lie apart.
  private static func thinned(_ stroke: [SIMD2<Float>]) -> [SIMD2<Float>] {
    guard var last = stroke.first else { return [] }
    var points = [last]
    for (index, point) in stroke.enumerated().dropFirst() {
      let way = point - last
      let isApart = (way * way).sum() >= Preview.fineness * Preview.fineness
      guard isApart || index == stroke.count - 1 else { continue }
      points.append(point)
      last = point
    }
    return points
  }
}
