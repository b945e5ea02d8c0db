import Glibc

/// A number type that the reference implementation computes in: Double for checks, Float to see what rounding does.
public protocol ReferenceScalar: BinaryFloatingPoint, Sendable {
  static func exponential(_ x: Self) -> Self
  static func logarithm(_ x: Self) -> Self
  static func hyperbolicTangent(_ x: Self) -> Self
}

extension Double: ReferenceScalar {
  public static func exponential(_ x: Double) -> Double { exp(x) }
  public static func logarithm(_ x: Double) -> Double { log(x) }
  public static func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }
}

extension Float: ReferenceScalar {
  public static func exponential(_ x: Float) -> Float { expf(x) }
  public static func logarithm(_ x: Float) -> Float { logf(x) }
  public static func hyperbolicTangent(_ x: Float) -> Float { tanhf(x) }
}

extension ReferenceScalar {
  /// 1 / (1 + exp(−x)), without overflow for large |x|.
  static func sigmoid(_ x: Self) -> Self {
    let tail = exponential(-abs(x))
    return x >= 0 ? 1 / (1 + tail) : tail / (1 + tail)
  }

  /// ln(1 + exp(x)), without overflow for large x.
  static func softplus(_ x: Self) -> Self { max(x, 0) + logarithm(1 + exponential(-abs(x))) }

  /// ln Σ exp(xᵢ).
  static func logSumExp(_ values: [Self]) -> Self {
    let largest = values.max() ?? 0
    return largest + logarithm(values.reduce(0) { $0 + exponential($1 - largest) })
  }

  /// The value, or the nearer end of −limit … limit.
  func clipped(to limit: Self) -> Self { min(max(self, -limit), limit) }
}
