import Glibc

/// Logarithms and exponentials for plots only; plots are not promised to be the same on every machine.
enum Logarithm {
  static func base10(_ value: Double) -> Double { log10(value) }
  static func exponential(_ value: Double) -> Double { exp(value) }
}
