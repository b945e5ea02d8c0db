import Kernels

/// What a network says of each frame of a line: a probability for the blank and for each symbol (Graves et al. 2006,
/// "Connectionist Temporal Classification").
struct SymbolReading {
  let alphabet: [Character]
  /// frames × (1 + symbols), row-major; the first is the blank.
  let probabilities: [Double]
  private let width: Int
  private let frames: Int

  /// - Parameter logits: frames × (1 + symbols), row-major.
  init(alphabet: [Character], logits: [Float], frames: Int) {
    self.alphabet = alphabet
    self.frames = frames
    width = alphabet.count + 1
    var probabilities: [Double] = []
    probabilities.reserveCapacity(logits.count)
    for frame in 0..<frames {
      let row = logits[frame * width..<(frame + 1) * width]
      let largest = row.reduce(-.infinity, max)
      let powers = row.map { Elementary.exp(Double($0 - largest)) }
      let sum = powers.reduce(0, +)
      for power in powers { probabilities.append(power / sum) }
    }
    self.probabilities = probabilities
  }

  func knows(_ character: Character) -> Bool { alphabet.contains(character) }

  /// The best symbol of each frame, repetitions and blanks left out.
  var text: [Character] {
    var text: [Character] = []
    var before = 0
    for frame in 0..<frames {
      let row = probabilities[frame * width..<(frame + 1) * width]
      let best = row.indices.dropFirst().reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex
      if best != 0, best != before { text.append(alphabet[best - 1]) }
      before = best
    }
    return text
  }

  /// −ln p of a text over all its alignments; infinite where the line is too short for it. Characters outside of the
  /// alphabet are left out.
  func surprise(of text: [Character]) -> Double {
    let symbols = text.compactMap { character in alphabet.firstIndex(of: character).map { $0 + 1 } }
    // A blank before, between and after the symbols.
    let states = symbols.flatMap { [0, $0] } + [0]
    var forward = [Double](repeating: 0, count: states.count)
    var next = forward
    forward[0] = 1
    var total = 0.0
    for frame in 0..<frames {
      var sum = 0.0
      for (number, symbol) in states.enumerated() {
        // Before the first frame the line stands at its first state alone, which may be passed over.
        var reached = forward[number]
        if number > 0 { reached += forward[number - 1] }
        if number > 1, symbol != 0, symbol != states[number - 2] { reached += forward[number - 2] }
        if frame == 0 { reached = number < 2 ? 1 : 0 }
        next[number] = reached * probabilities[frame * width + symbol]
        sum += next[number]
      }
      guard sum > 0 else { return .infinity }
      total += Elementary.log(sum)
      for number in next.indices { forward[number] = next[number] / sum }
    }
    let end = forward.suffix(2).reduce(0, +)
    return end > .leastNormalMagnitude ? -(total + Elementary.log(end)) : .infinity
  }
}
