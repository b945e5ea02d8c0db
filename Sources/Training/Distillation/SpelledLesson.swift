/// Makes distributions over the next character of a teacher's over the next word.
///
/// Within a word whose first characters are known, the next one is c with the probability of the words that begin with
/// these and c, divided by that of those which begin with these. What follows a whole word is a blank or the end of the
/// line, as the teacher expects the line to end or to go on; after a word that the text does not have there, as often as
/// lines end on the whole.
final class SpelledLesson: @unchecked Sendable {  // each word is added once, and touches its own characters
  /// A share of the whole below which rounding has eaten the words that begin so.
  private static let smallest = 1e-10

  private let spelling: Spelling
  private let words: [Int32]
  private let targets: SoftTargets
  /// Where each word's characters begin in the text.
  private let starts: [Int]
  /// Share of the words that are followed by the end of a line.
  private let usualLineEnd: Double
  /// By word: the probability that it ends where it does, and that the line ends instead of it.
  private let ends: UnsafeMutableBufferPointer<Double>
  private let lineEnds: UnsafeMutableBufferPointer<Double>

  init(_ spelling: Spelling, words: [Int32], targets: SoftTargets) {
    self.spelling = spelling
    self.words = words
    self.targets = targets
    var starts: [Int] = []
    var place = 0
    for (number, word) in words.enumerated() {
      starts.append(place)
      if word != spelling.endOfLine {
        place += spelling.letters[Int(word)].count + 1
      } else if number == 0 || words[number - 1] == spelling.endOfLine {
        place += 1
      }
    }
    self.starts = starts
    let end = spelling.endOfLine
    let lines = zip(words, words.dropFirst()).count { $0 != end && $1 == end }
    usualLineEnd = Double(lines) / Double(max(1, words.count { $0 != end }))
    ends = .allocate(capacity: words.count)
    ends.initialize(repeating: 0)
    lineEnds = .allocate(capacity: words.count)
    lineEnds.initialize(repeating: 0)
  }

  deinit {
    ends.deallocate()
    lineEnds.deallocate()
  }

  /// Takes in what the teacher expects in place of a word.
  /// - Parameter expected: by word, in proportion.
  func add(_ expected: UnsafeBufferPointer<Float>, at number: Int) {
    let sums = sums(expected)
    let whole = sums[spelling.order.count]
    let lineEnd = Double(expected[Int(spelling.endOfLine)])
    lineEnds[number] = lineEnd / max(whole + lineEnd, .leastNormalMagnitude)
    let word = words[number]
    let beginsLine = number == 0 || words[number - 1] == spelling.endOfLine
    // The end of a line after a word is told of by that word's last row.
    guard word != spelling.endOfLine || beginsLine else { return }
    var node = spelling.nodes[0]
    var known = sums[node.words.upperBound] + (beginsLine ? lineEnd : 0)
    if beginsLine { targets.put(lineEnd / known, place: starts[number], symbol: spelling.newline) }
    for (place, letter) in zip(starts[number]..., spelling.letters[Int(word)] + [spelling.blank]) {
      guard known > Self.smallest * whole else { return }
      for child in spelling.nodes[node.children] {
        targets.put(mass(child, sums) / known, place: place, symbol: child.symbol)
      }
      let first = node.words.lowerBound
      let end = node.isWord ? (sums[first + 1] - sums[first]) / known : 0
      guard let next = spelling.child(of: node, letter) else {
        ends[number] = end
        return
      }
      if node.isWord {
        // How the line would have gone on after this word the teacher has not said.
        targets.put(end * (1 - usualLineEnd), place: place, symbol: spelling.blank)
        targets.put(end * usualLineEnd, place: place, symbol: spelling.newline)
      }
      (node, known) = (next, mass(next, sums))
    }
  }

  private func mass(_ node: Spelling.Node, _ sums: [Double]) -> Double {
    sums[node.words.upperBound] - sums[node.words.lowerBound]
  }

  /// Divides what follows each word between the blank and the end of the line.
  func finish() {
    for (number, word) in words.enumerated() where word != spelling.endOfLine && ends[number] > 0 {
      let place = starts[number] + spelling.letters[Int(word)].count
      let lineEnd = number + 1 < words.count ? lineEnds[number + 1] : 0
      targets.put(ends[number] * (1 - lineEnd), place: place, symbol: spelling.blank)
      targets.put(ends[number] * lineEnd, place: place, symbol: spelling.newline)
    }
  }

  /// Sums of what is expected before each place of the spelling's order, and the sum of all.
  private func sums(_ expected: UnsafeBufferPointer<Float>) -> [Double] {
    [Double](unsafeUninitializedCapacity: spelling.order.count + 1) { sums, count in
      var sum = 0.0
      sums[0] = 0
      for (place, word) in spelling.order.enumerated() {
        sum += Double(expected[Int(word)])
        sums[place + 1] = sum
      }
      count = spelling.order.count + 1
    }
  }
}
