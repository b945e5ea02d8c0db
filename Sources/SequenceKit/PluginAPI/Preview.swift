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

  /// As much of it as is worth sending: the end of a text; of ink the lines from the first that still grows on, else the
  /// last, without points that nobody can tell apart.
  public func bounded() -> Preview {
    switch self {
    case .text(let text): return .text(String(text.suffix(Self.mostCharacters)))
    case .ink(let lines):
      let first = min(lines.firstIndex { !$0.isComplete } ?? lines.count, max(0, lines.count - Self.mostLines))
      var room = Self.mostPoints
      return .ink(lines[first...].prefix(Self.mostLines).map { $0.thinned(within: &room) })
    }
  }
}

extension Preview.Line {
  /// The line with fewer points, its last ones where there is not room for all.
  fileprivate func thinned(within room: inout Int) -> Preview.Line {
    var kept: [[SIMD2<Float>]] = []
    for stroke in strokes.reversed() where room > 0 {
      let points = Self.thinned(stroke).suffix(room)
      room -= points.count
      kept.append(Array(points))
    }
    return Preview.Line(text: text, strokes: kept.reversed(), isComplete: isComplete)
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
