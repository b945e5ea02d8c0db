import Networks
import Kernels

/// Draws pen offsets from a mixture-density head and keeps those of the wanted text.
///
/// Deterministic: all arithmetic after the head's outputs is IEEE double precision with functions of our own.
public struct MixtureDensitySampler: Sampler {
  /// What is drawn, from which text, and what bounds it.
  public struct Options: Sendable, Equatable {
    /// b ≥ 0 (eqs 61, 62): 0 draws as the network learned, larger is neater.
    public var bias: Double
    /// Index of the first wanted character in the window's text; what stands before it belongs to the forced prefix.
    public var firstCharacter: Int
    /// Points drawn after the window has left the text while the pen has not been lifted yet.
    public var grace: Int
    /// Points that the window may point at one character, or before it, without reaching a new one.
    public var mostPointsPerCharacter: Int
    /// Longest single offset, in normalised units; longer ones are shortened to it.
    public var longestOffset: Double

    public init(
      bias: Double = 0, firstCharacter: Int = 0, grace: Int = 30, mostPointsPerCharacter: Int = 250,
      longestOffset: Double = 60
    ) {
      self.bias = bias
      self.firstCharacter = firstCharacter
      self.grace = grace
      self.mostPointsPerCharacter = mostPointsPerCharacter
      self.longestOffset = longestOffset
    }
  }

  /// A pen offset, normalised.
  public struct Point: Sendable, Equatable {
    public var dx: Float
    public var dy: Float
    /// Whether the pen lifts after it.
    public var penUp: Bool
  }

  /// Why the drawing ended.
  public enum Ending: String, Sendable, Equatable {
    /// The window moved past the text.
    case window
    /// The window stood still for too long.
    case stalled
  }

  /// The ink of the wanted text.
  public private(set) var points: [Point] = []
  /// For each point, the wanted character that the window pointed at (argmax φ), counted from 0.
  public private(set) var characters: [Int] = []
  /// For each wanted character, whether the window ever pointed at it.
  public private(set) var visited: [Bool] = []
  /// For each wanted character, its points: from the first that the window spent on it, to the first of the next
  /// visited one. Empty for characters that were never visited.
  public private(set) var pointRanges: [Range<Int>] = []
  /// nil while it goes on, and when `maximumSteps` ended it.
  public private(set) var ending: Ending?
  /// Sum of ln Pr (eq. 23) of the collected points under the biased mixture, in nats.
  public private(set) var logLikelihood: Double = 0
  /// Offsets that had to be shortened: a sign of ink gone astray.
  public private(set) var shortenedOffsets = 0

  /// Whether the window left the text by itself.
  public var endedByWindow: Bool { ending == .window }
  /// Whether the window pointed at every wanted character.
  public var visitedAll: Bool { !visited.isEmpty && visited.allSatisfy { $0 } }

  private let options: Options
  private var mixture = MixtureParameters(components: 0)
  /// Furthest character reached so far, an index into the window's text.
  private var furthest = -1
  private var pointsSinceProgress = 0
  private var pointsPastText = 0
  private var leftText = false
  private var collecting: Bool
  /// The wanted character that the window points at.
  private var character = 0

  public init(_ options: Options = Options()) {
    self.options = options
    collecting = options.firstCharacter == 0
  }

  public mutating func step(
    output: UnsafeBufferPointer<Float>, window: WindowState?, random: inout StepRandom,
    input: UnsafeMutableBufferPointer<Float>
  ) -> SamplerDecision {
    if let window, ends(at: window) { return .finish }
    if mixture.weights.count * 6 + 1 != output.count { mixture = MixtureParameters(components: (output.count - 1) / 6) }
    mixture.decode(output, bias: options.bias)
    let (x, y) = offset(&random)
    let lifts = random.uniform() < mixture.penUp
    input[0] = Float(x)
    input[1] = Float(y)
    input[2] = lifts ? 1 : 0
    if collecting {
      logLikelihood += mixture.logDensity(x: x, y: y, penUp: lifts)
      collect(Point(dx: input[0], dy: input[1], penUp: lifts))
    }
    if leftText && lifts {
      ending = .window
      return .finish
    }
    return .proceed
  }
}

extension MixtureDensitySampler {
  /// Follows the window and tells whether the sequence ends before another point is drawn.
  ///
  /// The paper ends as soon as φ(t, U + 1) > φ(t, u) for all u. A window may stand there for a moment before it has
  /// seen the text, and the last letter's stroke may be unfinished: so the last character must have been reached, and
  /// drawing goes on to the next pen lift, for `grace` points at most.
  private mutating func ends(at window: WindowState) -> Bool {
    let length = window.phi.count - 1
    var pointed = 0
    for u in 1..<max(length, 1) where window.phi[u] > window.phi[pointed] { pointed = u }
    if visited.isEmpty {
      let wanted = max(length - options.firstCharacter, 0)
      visited = Array(repeating: false, count: wanted)
      pointRanges = Array(repeating: 0..<0, count: wanted)
    }
    pointsSinceProgress += 1
    if pointed > furthest {
      furthest = pointed
      pointsSinceProgress = 0
    }
    // The gap between prefix and wanted text belongs to neither; the jump over it is the new ink's first offset.
    if pointed >= options.firstCharacter - 1 { collecting = true }
    character = max(pointed - options.firstCharacter, 0)
    if pointed >= options.firstCharacter { visited[character] = true }

    if furthest == length - 1 && window.phi[length] > window.phi[pointed] { leftText = true }
    if leftText {
      let lifted = points.last?.penUp ?? true
      pointsPastText += 1
      if lifted || pointsPastText > options.grace {
        liftPen()
        ending = .window
        return true
      }
    } else if pointsSinceProgress > options.mostPointsPerCharacter {
      liftPen()
      ending = .stalled
      return true
    }
    return false
  }

  /// Draws an offset: a component by its weight, then its correlated Gaussian by the method of Box and Muller.
  private mutating func offset(_ random: inout StepRandom) -> (x: Double, y: Double) {
    let drawn = random.uniform()
    var sum = 0.0
    var k = 0
    for index in mixture.weights.indices where mixture.weights[index] > 0 {
      k = index
      sum += mixture.weights[index]
      if drawn < sum { break }
    }
    let radius = (-2 * Elementary.log(random.uniform())).squareRoot()
    let (cos, sin) = Elementary.cosSin(turns: random.uniform())
    let (a, b) = (radius * cos, radius * sin)
    let rho = mixture.correlation[k]
    let x = mixture.meanX[k] + mixture.deviationX[k] * a
    let y = mixture.meanY[k] + mixture.deviationY[k] * (rho * a + max(1 - rho * rho, 0).squareRoot() * b)
    let length = (x * x + y * y).squareRoot()
    guard length > options.longestOffset else { return (x, y) }
    shortenedOffsets += 1
    // A deviation may be so large that its square is infinite; what has no direction then goes nowhere.
    guard length.isFinite else { return (0, 0) }
    return (x * options.longestOffset / length, y * options.longestOffset / length)
  }

  private mutating func collect(_ point: Point) {
    points.append(point)
    characters.append(character)
    let reached = furthest - options.firstCharacter
    guard pointRanges.indices.contains(reached) else { return }
    let range = pointRanges[reached]
    pointRanges[reached] = (range.isEmpty ? points.count - 1 : range.lowerBound)..<points.count
  }

  private mutating func liftPen() {
    if !points.isEmpty { points[points.count - 1].penUp = true }
  }
}
