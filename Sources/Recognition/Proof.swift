/// A line compared with what it should say.
public struct Proof: Sendable, Equatable {
  /// What was read.
  public var read: String
  /// Characters to put in, take out or replace so that what was read is the text, but for as many as the reader does not
  /// know.
  public var errors: Int
  /// Places in the text of characters that the reader knows and passed over or took for others.
  public var misread: [Int]
  /// −ln of the probability that the reader gives the text.
  public var surprise: Double

  public init(read: String, errors: Int, misread: [Int] = [], surprise: Double) {
    self.read = read
    self.errors = errors
    self.misread = misread
    self.surprise = surprise
  }

  init(_ text: [Character], against reading: SymbolReading) {
    let read = reading.text
    let unknown = text.count { !reading.knows($0) }
    let (edits, wrong) = Self.comparison(of: read, with: text)
    self.init(
      read: String(read), errors: max(0, edits - unknown), misread: wrong.filter { reading.knows(text[$0]) },
      surprise: reading.surprise(of: text))
  }

  /// Fewer errors first, then what the reader is surer of.
  public static func isBetter(_ a: Proof, _ b: Proof) -> Bool { (a.errors, a.surprise) < (b.errors, b.surprise) }

  /// The edit distance (Levenshtein 1966), and one way to have it so: the places in the text that are not read.
  static func comparison(of read: [Character], with text: [Character]) -> (edits: Int, wrong: [Int]) {
    // edits[i][j]: of the first i read with the first j of the text.
    var edits = [Array(0...text.count)]
    for (number, character) in read.enumerated() {
      var row = [number + 1]
      for (place, wanted) in text.enumerated() {
        row.append(
          min(edits[number][place] + (character == wanted ? 0 : 1), row[place] + 1, edits[number][place + 1] + 1))
      }
      edits.append(row)
    }
    var wrong: [Int] = []
    var (number, place) = (read.count, text.count)
    while place > 0 {
      let least = edits[number][place]
      if number > 0, least == edits[number - 1][place - 1] + (read[number - 1] == text[place - 1] ? 0 : 1) {
        if read[number - 1] != text[place - 1] { wrong.append(place - 1) }
        (number, place) = (number - 1, place - 1)
      } else if least == edits[number][place - 1] + 1 {
        wrong.append(place - 1)
        place -= 1
      } else {
        number -= 1
      }
    }
    return (edits[read.count][text.count], wrong.reversed())
  }
}
