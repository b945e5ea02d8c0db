/// The user's choices about the machine that draws G-code or HP-GL.
public struct PlotterOptions: Sendable, Equatable {
  /// What lifts the pen of a machine that reads G-code.
  public enum Lift: String, Sendable, CaseIterable {
    /// Its third axis.
    case z
    /// A servo that listens to M3 S….
    case servo
  }

  /// Speeds with the pen down and up, in mm/min.
  public var feedRate: Double
  public var travelRate: Double
  public var lift: Lift
  /// Heights in mm for `z`, values of S for `servo`.
  public var penUp: Double
  public var penDown: Double
  /// Where the page's lower left corner is, in the machine's coordinates, in mm.
  var origin: Point

  /// The choices there are, in the order of the help.
  static let declared: [SheetOption] = [
    SheetOption(
      name: "feed-rate", kind: .number(10...60_000, unit: "mm/min"),
      help: "speed of the pen on paper, for gcode and hpgl",
      defaultValue: .number(1000)),
    SheetOption(
      name: "travel-rate", kind: .number(10...60_000, unit: "mm/min"), help: "speed of the lifted pen, for gcode",
      defaultValue: .number(3000)),
    SheetOption(
      name: "pen-lift", kind: .choice(Lift.allCases.map(\.rawValue)),
      help: "what lifts the pen, for gcode: the axis Z, or a servo by M3 S", defaultValue: .text(Lift.z.rawValue)),
    SheetOption(
      name: "pen-up", kind: .number(-1000...1000, unit: "mm or S"),
      help: "lifted pen, for gcode: height, or S of the servo (default 3 mm, S 0)"),
    SheetOption(
      name: "pen-down", kind: .number(-1000...1000, unit: "mm or S"),
      help: "pen on paper, for gcode: height, or S of the servo (default 0 mm, S 90)"),
    SheetOption(
      name: "origin-x", kind: .number(-10_000...10_000, unit: "mm"),
      help: "where the machine has the page's left edge, for gcode and hpgl", defaultValue: .number(0)),
    SheetOption(
      name: "origin-y", kind: .number(-10_000...10_000, unit: "mm"),
      help: "where the machine has the page's lower edge, for gcode and hpgl", defaultValue: .number(0)),
  ]

  /// - Parameters:
  ///   - number: a number that was chosen, or its default; nil where there is neither.
  ///   - text: likewise.
  init(number: (String) -> Double?, text: (String) -> String) throws(InkError) {
    guard let lift = Lift(rawValue: text("pen-lift")) else {
      throw InkError("Nothing called '\(text("pen-lift"))' lifts a pen; choose z or servo.")
    }
    self.lift = lift
    feedRate = number("feed-rate") ?? 1000
    travelRate = number("travel-rate") ?? 3000
    penUp = number("pen-up") ?? (lift == .z ? 3 : 0)
    penDown = number("pen-down") ?? (lift == .z ? 0 : 90)
    guard penUp != penDown else {
      throw InkError(
        "The pen is at \(JSONText.number(penUp)) both up and down; give pen-up another value than pen-down.")
    }
    origin = Point(x: number("origin-x") ?? 0, y: number("origin-y") ?? 0)
  }
}
