/// A range of values, its ticks, and where a value stands between its ends.
struct Axis {
  var lower: Double
  var upper: Double
  var logarithmic: Bool

  /// Covers the finite values with round ends; on a logarithmic axis only those above 0.
  init(covering values: some Sequence<Double>, logarithmic: Bool = false) {
    self.logarithmic = logarithmic
    lower = .infinity
    upper = -.infinity
    for value in values where value.isFinite && (!logarithmic || value > 0) {
      lower = min(lower, value)
      upper = max(upper, value)
    }
    if lower > upper { (lower, upper) = logarithmic ? (1, 10) : (0, 1) }
    if logarithmic {
      if lower == upper { upper = lower * 10 }
    } else {
      if lower == upper { (lower, upper) = (lower - 0.5, upper + 0.5) }
      let step = Self.step(for: upper - lower)
      lower = (lower / step).rounded(.down) * step
      upper = (upper / step).rounded(.up) * step
    }
  }

  /// 0 at the lower end, 1 at the upper; nil for values that the axis cannot show.
  func position(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    guard logarithmic else { return (value - lower) / (upper - lower) }
    guard value > 0 else { return nil }
    return Logarithm.base10(value / lower) / Logarithm.base10(upper / lower)
  }

  /// Round values within the axis: 1, 2 or 5 times a power of ten apart, or the powers of ten themselves.
  var ticks: [Double] {
    guard logarithmic else {
      let step = Self.step(for: upper - lower)
      let first = (lower / step).rounded(.up)
      let count = Int(((upper / step) - first + 1e-6).rounded(.down))
      return (0...max(0, count)).map { (first + Double($0)) * step }
    }
    var list: [Double] = []
    var power = 1e-12
    while power <= upper * 1.0001, list.count < 40 {
      if power >= lower * 0.9999 { list.append(power) }
      power *= 10
    }
    return list
  }

  private static func step(for span: Double) -> Double {
    var power = 1.0
    while power * 10 <= span { power *= 10 }
    while power > span { power /= 10 }
    for factor in [0.1, 0.2, 0.5, 1, 2] where span / (power * factor) <= 8 { return power * factor }
    return power * 2
  }

  /// A tick's label, with as many decimals as its neighbours need.
  static func label(_ value: Double) -> String {
    let magnitude = abs(value)
    if magnitude >= 1e6 { return "\(JSONText.number(value / 1e6))M" }
    if magnitude >= 1e4 { return "\(JSONText.number(value / 1e3))k" }
    if magnitude > 0, magnitude < 0.001 { return "\(value)" }
    return JSONText.number(value)
  }
}
