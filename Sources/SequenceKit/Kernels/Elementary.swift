/// Elementary functions of doubles from IEEE operations alone: the same bits on every machine, unlike libm's.
///
/// Samplers use them, a few calls a step; the network's own run in vectors. Relative errors stay below 1e-14
/// (`cosSin`: absolute).
public enum Elementary {
  private static let ln2High = 0x1.62e42fefa38p-1
  private static let ln2Low = 0x1.ef35793c7673p-45

  /// e^x; 0 below −708, saturated above 709; a NaN stays one.
  public static func exp(_ x: Double) -> Double {
    if x < -708 { return 0 }
    guard x == x else { return x }
    let bounded = min(x, 709)
    // Adding 1.5 · 2⁵² rounds to an integer.
    let n = (bounded * 1.442695040888963407 + 0x1.8p52) - 0x1.8p52
    let r = (bounded - n * ln2High) - n * ln2Low
    // Taylor's series to r¹³ / 13! with |r| ≤ ln 2 / 2.
    var sum = 1.6059043836821613e-10
    sum = sum * r + 2.0876756987868098e-9
    sum = sum * r + 2.505210838544172e-8
    sum = sum * r + 2.755731922398589e-7
    sum = sum * r + 2.7557319223985893e-6
    sum = sum * r + 2.48015873015873e-5
    sum = sum * r + 1.984126984126984e-4
    sum = sum * r + 1.388888888888889e-3
    sum = sum * r + 8.333333333333333e-3
    sum = sum * r + 4.1666666666666664e-2
    sum = sum * r + 0.16666666666666666
    sum = sum * r + 0.5
    sum = sum * r + 1
    sum = sum * r + 1
    return sum * Double(bitPattern: UInt64(1023 + Int(n)) << 52)
  }

  /// ln x for x > 0 and normal.
  public static func log(_ x: Double) -> Double {
    var exponent = Double(x.exponent)
    var m = x.significand
    if m > 1.4142135623730951 {
      m /= 2
      exponent += 1
    }
    // ln m = 2 artanh s, |s| ≤ 0.172.
    let s = (m - 1) / (m + 1)
    let square = s * s
    var sum = 0.0
    for k in stride(from: 21.0, through: 1.0, by: -2.0) { sum = sum * square + 1 / k }
    return exponent * ln2High + (2 * s * sum + exponent * ln2Low)
  }

  public static func tanh(_ x: Double) -> Double {
    if x.magnitude > 20 { return x > 0 ? 1 : -1 }
    if x.magnitude < 0x1p-10 {
      let square = x * x
      return x * (1 - square / 3 + 2 * square * square / 15)
    }
    let e = exp(2 * x)
    return (e - 1) / (e + 1)
  }

  public static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  /// cos 2πt and sin 2πt for 0 ≤ t < 1.
  public static func cosSin(turns t: Double) -> (cos: Double, sin: Double) {
    let quarter = (4 * t).rounded()
    let x = (4 * t - quarter) * 1.5707963267948966
    let square = x * x
    var cos = 1.0
    var sin = 1.0
    for k in stride(from: 16.0, through: 2.0, by: -2.0) {
      cos = 1 - cos * square / (k * (k - 1))
      sin = 1 - sin * square / (k * (k + 1))
    }
    sin *= x
    switch Int(quarter) & 3 {
    case 0: return (cos, sin)
    case 1: return (-sin, cos)
    case 2: return (-cos, -sin)
    default: return (sin, -cos)
    }
  }
}
