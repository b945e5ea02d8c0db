/// A vocabulary spelled in a student's characters, as a tree of what words begin with.
///
/// Words stand in the order of their spellings, so that those which begin alike lie side by side: the probability that a
/// word begins so is a difference of two sums over that order.
struct Spelling {
  /// What some words begin with; one node may also be a word's end.
  struct Node {
    /// Places in `order` of the words that begin so.
    var words: Range<Int>
    /// Whether the first of them is no longer than this.
    var isWord: Bool
    /// Nodes one character longer: a stretch of `nodes`.
    var children: Range<Int>
    /// The last character.
    var symbol: Int32
  }

  /// Words by their spelling; the end of a line and what the characters cannot spell are not among them.
  let order: [Int32]
  /// The root first.
  let nodes: [Node]
  /// Characters of each word; empty for what is not spelled.
  let letters: [[Int32]]
  let blank: Int32
  let newline: Int32
  /// The word that ends a line.
  let endOfLine: Int32

  /// - Returns: nil when these are not the words and characters of a text in lines of words.
  init?(words: [String], characters: [String]) {
    let index = characters.indexByName
    guard let blank = index[" "], let newline = index["\n"],
      let endOfLine = words.indexByName[TextCorpus.endOfLine]
    else { return nil }
    (self.blank, self.newline, self.endOfLine) = (blank, newline, endOfLine)
    letters = words.enumerated().map { number, word in
      if number == Int(endOfLine) { return [] }
      let spelled = word.unicodeScalars.map { index[String($0)] }
      let isWord = !spelled.contains { $0 == nil || $0 == blank || $0 == newline }
      return isWord ? spelled.compactMap { $0 } : []
    }
    let letters = letters
    order = words.indices.filter { !letters[$0].isEmpty }.map { Int32($0) }
      .sorted { letters[Int($0)].lexicographicallyPrecedes(letters[Int($1)]) }
    nodes = Self.tree(order.map { letters[Int($0)] })
  }

  private static func tree(_ spellings: [[Int32]]) -> [Node] {
    var nodes = [Node(words: spellings.indices, isWord: false, children: 0..<0, symbol: -1)]
    var depths = [0]
    var next = 0
    while next < nodes.count {
      let depth = depths[next]
      let first = nodes.count
      var start = nodes[next].words.lowerBound
      if start < nodes[next].words.upperBound, spellings[start].count == depth {
        nodes[next].isWord = true
        start += 1
      }
      while start < nodes[next].words.upperBound {
        let symbol = spellings[start][depth]
        var end = start + 1
        while end < nodes[next].words.upperBound, spellings[end][depth] == symbol { end += 1 }
        nodes.append(Node(words: start..<end, isWord: false, children: 0..<0, symbol: symbol))
        depths.append(depth + 1)
        start = end
      }
      nodes[next].children = first..<nodes.count
      next += 1
    }
    return nodes
  }

  func child(of node: Node, _ symbol: Int32) -> Node? { nodes[node.children].first { $0.symbol == symbol } }

  /// Whether a word has a spelling, or ends a line.
  func canSpell(_ word: Int32) -> Bool { word == endOfLine || !letters[Int(word)].isEmpty }

  /// The text of the words in characters: a blank after each word, or the end of its line.
  func spell(_ words: [Int32]) -> [Int32] {
    var text: [Int32] = []
    text.reserveCapacity(words.count * 6)
    for (place, word) in words.enumerated() {
      if word == endOfLine {
        text.append(newline)
      } else {
        text += letters[Int(word)]
        if place + 1 < words.count, words[place + 1] != endOfLine { text.append(blank) }
      }
    }
    return text
  }
}
