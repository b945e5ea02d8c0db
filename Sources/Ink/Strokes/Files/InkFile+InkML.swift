extension InkFile {
  /// Ink as InkML has it (W3C Recommendation, 20 September 2011): traces of whole or decimal numbers, explicit or as
  /// differences; groups that hold traces are words, and a group around them that says what it says is their line.
  ///
  /// - Throws: what is wrong with it, and in which line of the file: the second half of a sentence.
  init(inkML root: XMLElement) throws(InkError) {
    var reader = InkMLReader()
    try reader.read(root, line: nil)
    strokes = reader.strokes
    text = root.childText("annotation", type: InkMLRenderer.truthType)
    xHeight = root.childText("annotation", type: InkMLRenderer.xHeightType).flatMap { Double($0) }
    lines = reader.lines.isEmpty ? nil : reader.lines
  }
}

private struct InkMLReader {
  /// Where a point's numbers are in a trace, and how they count.
  struct Format: Equatable {
    var x = 0
    var y = 1
    var xSign = 1.0
    var ySign = 1.0
  }

  var strokes: [[[Double]]] = []
  var lines: [InkFile.Line] = []
  /// The one that all traces have; nil until one is declared.
  private var format: Format?

  /// Reads what is in an element, in the file's order.
  /// - Parameter line: index of the line that the element belongs to; nil where it is none.
  mutating func read(_ element: XMLElement, line: Int?) throws(InkError) {
    let first = strokes.count
    for child in element.children {
      switch child.name {
      // The way of a pen that hovers is no ink.
      case "trace" where child.attributes["type"] == "penUp": break
      case "trace": strokes.append(try trace(child))
      case "traceFormat": try take(child)
      case "definitions", "context", "inkSource": try read(child, line: nil)
      case "traceGroup":
        var line = line
        let holdsGroups = child.children.contains { $0.name == "traceGroup" }
        if line == nil, holdsGroups, let text = child.childText("annotation", type: InkMLRenderer.truthType) {
          lines.append(InkFile.Line(text: text.isEmpty ? nil : text, words: []))
          line = lines.count - 1
        }
        try read(child, line: line)
      default: break
      }
    }
    guard element.name == "traceGroup", element.children.contains(where: { $0.name == "trace" }) else { return }
    let word = InkFile.Word(
      text: element.childText("annotation", type: InkMLRenderer.truthType) ?? "", firstStroke: first,
      strokeCount: strokes.count - first)
    if let line {
      lines[line].words.append(word)
    } else {
      lines.append(InkFile.Line(text: word.text.isEmpty ? nil : word.text, words: [word]))
    }
  }

  private static let mostChannels = 64

  private mutating func take(_ element: XMLElement) throws(InkError) {
    let channels = element.children.filter { $0.name == "channel" }
    guard channels.count <= Self.mostChannels else {
      throw InkError("in line \(element.line): the trace format has more than \(Self.mostChannels) channels")
    }
    var new = Format()
    for (name, place, sign) in [("X", \Format.x, \Format.xSign), ("Y", \.y, \.ySign)] {
      guard let index = channels.firstIndex(where: { $0.attributes["name"] == name }) else {
        throw InkError("in line \(element.line): the trace format has no channel \(name)")
      }
      new[keyPath: place] = index
      new[keyPath: sign] = channels[index].attributes["orientation"] == "-ve" ? -1 : 1
    }
    guard format == nil || format == new else {
      throw InkError("in line \(element.line): its traces have different formats; give them one")
    }
    format = new
  }

  /// A number of a trace is itself, or the difference from the one before (`'`), or that of the difference (`"`); a sign of
  /// this holds until another comes (InkML, 3.2.1).
  private func trace(_ element: XMLElement) throws(InkError) -> [[Double]] {
    let format = format ?? Format()
    let needed = max(format.x, format.y) + 1
    var order = [Int](repeating: 0, count: needed)
    var values = [Double](repeating: 0, count: needed)
    var speeds = values
    var points: [[Double]] = []
    for piece in element.text.split(separator: ",", omittingEmptySubsequences: false) {
      let place = "in line \(element.line): point \(points.count) of trace \(strokes.count)"
      let tokens = Self.tokens(piece)
      if tokens.isEmpty, element.text.allSatisfy(\.isWhitespace) { break }
      guard tokens.count >= needed else { throw InkError("\(place) has \(tokens.count) of \(needed) numbers") }
      for (channel, token) in tokens.prefix(needed).enumerated() {
        var digits = token[...]
        if let sign = digits.first, let marked = ["!": 0, "'": 1, "\"": 2][sign] {
          order[channel] = marked
          digits.removeFirst()
        }
        guard digits.utf8.count <= 32, let number = Double(digits), number.isFinite else {
          throw InkError("\(place) is not X and Y in numbers: '\(token.prefix(32))'")
        }
        switch order[channel] {
        case 0: (speeds[channel], values[channel]) = (number - values[channel], number)
        case 1: (speeds[channel], values[channel]) = (number, values[channel] + number)
        default:
          speeds[channel] += number
          values[channel] += speeds[channel]
        }
      }
      points.append([format.xSign * values[format.x], format.ySign * values[format.y]])
    }
    return points
  }

  /// Numbers stand apart by blanks, or by the sign of the next.
  private static func tokens(_ piece: Substring) -> [String] {
    var tokens: [String] = []
    for word in piece.split(whereSeparator: \.isWhitespace) {
      var token = ""
      for character in word {
        let mayGoOn = token.isEmpty || ["!", "'", "\""].contains(token) || token.last == "e" || token.last == "E"
        if "-!'\"".contains(character), !mayGoOn || (character != "-" && !token.isEmpty) {
          tokens.append(token)
          token = ""
        }
        token.append(character)
      }
      // A sign of its own belongs to the number after it.
      if let last = tokens.last, ["!", "'", "\""].contains(last) {
        tokens[tokens.count - 1] += token
      } else {
        tokens.append(token)
      }
    }
    return tokens
  }
}
