import Glibc

/// What a teacher thinks of every place of a text: a distribution over the student's symbols instead of the one symbol
/// that stands there (Hinton, Vinyals and Dean 2015, "Distilling the Knowledge in a Neural Network").
public final class SoftTargets: @unchecked Sendable {  // written by the teacher alone, before anybody reads
  /// The teacher, with the digest of its weights.
  public let teacher: String
  let symbols: Int
  let count: Int
  /// Probabilities by place and symbol, [count, symbols], 65,535 for 1; a row of zeros where there is nothing to say.
  let values: UnsafeMutablePointer<UInt16>

  init(teacher: String, count: Int, symbols: Int) {
    self.teacher = teacher
    self.count = count
    self.symbols = symbols
    values = .allocate(capacity: count * symbols)
    values.initialize(repeating: 0, count: count * symbols)
  }

  deinit { values.deallocate() }

  static let one = 65_535.0

  /// Puts a probability; rounding may bring it above 1, or to 0 and below, which says nothing, as no number and a place
  /// beyond the text do.
  func put(_ probability: Double, place: Int, symbol: Int32) {
    guard place < count, probability > 0 else { return }
    values[place * symbols + Int(symbol)] = UInt16((min(1, probability) * Self.one).rounded())
  }

  /// How many places of a stretch of the text the teacher has something to say of, and the bits that it would need for
  /// each of their symbols.
  func score(_ text: ArraySlice<Int32>) -> (taught: Int, bits: Double) {
    var (taught, bits) = (0, 0.0)
    for (place, symbol) in zip(text.indices, text) {
      let row = UnsafeBufferPointer(start: values + place * symbols, count: symbols)
      guard row.contains(where: { $0 > 0 }) else { continue }
      taught += 1
      // What is rounded to nothing may be up to half a step.
      bits -= log2(max(0.5 / Self.one, probability(place: place, symbol: symbol)))
    }
    return (taught, bits / Double(max(1, taught)))
  }

  func probability(place: Int, symbol: Int32) -> Double { Double(values[place * symbols + Int(symbol)]) / Self.one }
}
