extension InkDataset {
  /// How often a line is dealt in one epoch at the most.
  static let mostRepeats = 6

  /// The data set with lines that hold rare characters dealt several times in an epoch, so that these are learned as well.
  ///
  /// From the rarest character on, its lines are repeated in turn until it occurs `wanted` times in all, or each of them
  /// is there six times. Counts of characters stay those of the lines without repetition.
  /// - Parameter wanted: occurrences in an epoch below which a character is rare.
  public func balanced(to wanted: Int) -> InkDataset {
    var seen = [Int](repeating: 0, count: alphabet.count)
    var linesOf = [[Int]](repeating: [], count: alphabet.count)
    for (line, sequence) in training.enumerated() {
      for symbol in sequence.text { seen[symbol] += 1 }
      for symbol in Set(sequence.text) { linesOf[symbol].append(line) }
    }
    // The unknown character is not learned for its own sake.
    let rare = alphabet.indices.dropFirst().filter { (1..<wanted).contains(seen[$0]) }.sorted {
      (seen[$0], $0) < (seen[$1], $1)
    }
    var times = [Int](repeating: 1, count: training.count)
    for symbol in rare {
      var added = true
      while added, seen[symbol] < wanted {
        added = false
        for line in linesOf[symbol] where seen[symbol] < wanted && times[line] < Self.mostRepeats {
          times[line] += 1
          for other in training[line].text { seen[other] += 1 }
          added = true
        }
      }
    }
    var balanced = self
    balanced.balance = wanted
    balanced.training += training.indices.flatMap { repeatElement(training[$0], count: times[$0] - 1) }
    return balanced
  }
}
