/// A sheet as a scanner sees it: how far its picture is from the ink alone, and what it comes from.
struct ScanLook: Sendable {
  /// Above 0 to 1.
  var strength: Double
  var seed: UInt64

  /// The most by which a sheet is turned at full strength: half of it in radians, 0.7 degrees in all.
  private static let steepest = 0.006
  /// The most by which it is moved at full strength, in mm to each side.
  private static let farthest = 0.8

  /// Numbers of the fields of noise.
  enum Field: UInt64 {
    case motion = 1, light, edge, ink, inkGrain, paper, fibre, sensor
  }

  func noise(_ field: Field) -> CounterNoise { CounterNoise(seed: seed, field: field.rawValue) }

  /// How a page lies on the glass: never so that its ink, which lies within the sheet, leaves it.
  /// - Parameters:
  ///   - number: of the page, from 0.
  ///   - penWidth: in mm.
  func motion(of page: Page, number: Int, penWidth: Double) -> SheetMotion {
    guard let ink = page.drawing.bounds else { return .none }
    let room =
      min(ink.minX, ink.minY, page.width - ink.maxX, page.height - ink.maxY) - penWidth
    let noise = noise(.motion)
    let halfTangent = strength * Self.steepest * noise.signed(0, number)
    let shift = Point(x: noise.signed(1, number), y: noise.signed(2, number)) * (strength * Self.farthest)
    let middle = Point(x: 0.5 * page.width, y: 0.5 * page.height)
    let reach = [ink.minX, ink.maxX].flatMap { x in
      [ink.minY, ink.maxY].map { middle.distance(to: Point(x: x, y: $0)) }
    }
    // A place moves by no more than twice the half angle's tangent times its distance from the middle.
    let most = 2 * halfTangent.magnitude * (reach.max() ?? 0) + shift.length
    guard room > 0, most > 0 else { return .none }
    let share = min(1, 0.9 * room / most)
    return SheetMotion(middle: middle, halfTangent: halfTangent * share, shift: shift * share)
  }
}
