/// A line compared with what it should say.
public struct Proof: Sendable, Equatable {
  /// What was read.
  public var read: String
  /// Characters to put in, take out or replace so that what was read is the text, but for as many as the reader does not
  /// know.
  public var errors: Int
  /// −ln of the probability that the reader gives the text.
  public var surprise: Double

  public init(read: String, errors: Int, surprise: Double) {
    self.read = read
    self.errors = errors
    self.surprise = surprise
  }

  init(_ text: [Character], against reading: SymbolReading) {
    let read = reading.text
    let unknown = text.count { !reading.knows($0) }
    self.init(
      read: String(read), errors: max(0, Self.edits(read, text) - unknown), surprise: reading.surprise(of: text))
  }

  /// Fewer errors first, then what the reader is surer of.
  public static func isBetter(_ a: Proof, _ b: Proof) -> Bool { (a.errors, a.surprise) < (b.errors, b.surprise) }

  /// The edit distance (Levenshtein 1966).
  static func edits(_ from: [Character], _ to: [Character]) -> Int {
    var row = Array(0...to.count)
    for (number, character) in from.enumerated() {
      var diagonal = row[0]
      row[0] = number + 1
      for (column, wanted) in to.enumerated() {
        let edit = min(diagonal + (character == wanted ? 0 : 1), row[column] + 1, row[column + 1] + 1)
        diagonal = row[column + 1]
        row[column + 1] = edit
      }
    }
    return row[to.count]
  }
}
