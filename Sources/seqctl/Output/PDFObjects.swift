/// The objects of a PDF file of the form that the daemon writes (ISO 32000-1, 7.5): dictionaries, some with a stream of a
/// length that stands first in them, and one table of where they are. No bytes whatever make it trap.
struct PDFObjects {
  /// What is not of that form: the second half of a sentence about the file.
  struct Flaw: Error, Equatable {
    var message: String

    init(_ message: String) { self.message = message }
  }

  /// One object, as places in the file.
  struct Object {
    /// From `<<` to behind `>>`.
    var dictionary: Range<Int>
    /// References in the dictionary, in order: where each stands, and to which object.
    var references: [(place: Range<Int>, number: Int)]
    /// From the end of the dictionary to the line `endobj`; empty without a stream.
    var stream: Range<Int>
  }

  let bytes: [UInt8]
  /// Where each object begins, by its number less one.
  let places: [Int]
  /// Number of the catalogue.
  let root: Int
  /// Number of the information dictionary.
  let info: Int?

  /// Reads the table of objects.
  init(_ bytes: [UInt8]) throws(Flaw) {
    guard bytes.starts(with: Array("%PDF-1.".utf8)) else { throw Flaw("is no PDF") }
    self.bytes = bytes
    let end = Array("\n%%EOF\n".utf8)
    let word = Array("startxref\n".utf8)
    var start = bytes.count - end.count
    guard start > 0, bytes[start...].elementsEqual(end) else { throw Flaw("has no end") }
    while start > 0, Self.digits.contains(bytes[start - 1]) { start -= 1 }
    var scanner = PDFScanner(file: bytes, position: start)
    guard start >= word.count, bytes[(start - word.count)..<start].elementsEqual(word), let table = scanner.integer(),
      table < start
    else { throw Flaw("does not say where its objects are") }
    scanner.position = table
    guard scanner.takesExactly("xref\n0 "), let count = scanner.integer(), count > 0, scanner.takesExactly("\n"),
      20 * count <= start - scanner.position
    else { throw Flaw("has no plain table of objects") }
    var places: [Int] = []
    for number in 1..<max(1, count) {
      scanner.position += 20
      let entry = scanner.position
      guard let place = scanner.integer(), scanner.position == entry + 10, scanner.takesExactly(" 00000 n \n"),
        place < table
      else { throw Flaw("has no object \(number)") }
      places.append(place)
      scanner.position = entry
    }
    self.places = places
    scanner.position += 20
    guard scanner.takesExactly("trailer\n<< /Size \(count) /Root "), let root = scanner.reference() else {
      throw Flaw("has no plain trailer")
    }
    self.root = root
    info = scanner.take("/Info ") ? scanner.reference() : nil
    guard scanner.take(">>\nstartxref\n"), scanner.position == start else { throw Flaw("has no plain trailer") }
  }

  /// An object by its number, from 1.
  func object(_ number: Int) throws(Flaw) -> Object {
    guard places.indices.contains(number - 1) else { throw Flaw("has no object \(number)") }
    var scanner = PDFScanner(file: bytes, position: places[number - 1])
    guard scanner.takesExactly("\(number) 0 obj\n") else { throw Flaw("has no object \(number) where it should be") }
    var walk = PDFWalk(bytes: bytes, position: scanner.position)
    guard let references = walk.dictionary() else { throw Flaw("has an object \(number) that is no plain dictionary") }
    let dictionary = scanner.position..<walk.position
    scanner.position = walk.position
    if scanner.takesExactly("\nstream\n") {
      var length = PDFScanner(file: bytes, position: dictionary.lowerBound)
      guard length.takesExactly("<< /Length "), let count = length.integer(), count <= bytes.count - scanner.position
      else {
        throw Flaw("has a stream \(number) without a length")
      }
      scanner.position += count
      guard scanner.takesExactly("\nendstream") else { throw Flaw("has a stream \(number) of another length") }
    }
    let stream = dictionary.upperBound..<scanner.position
    guard scanner.takesExactly("\nendobj\n") else { throw Flaw("has an object \(number) that does not end") }
    return Object(dictionary: dictionary, references: references, stream: stream)
  }

  /// Whether a dictionary is, byte for byte, what is expected.
  func holds(_ object: Object, _ text: String) -> Bool { bytes[object.dictionary].elementsEqual(text.utf8) }

  private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
}

extension PDFScanner {
  /// `N 0 R`.
  mutating func reference() -> Int? {
    guard let number = integer(), take("0 R") else { return nil }
    return number
  }

  /// As `take`, but skips no space before it.
  mutating func takesExactly(_ word: String) -> Bool {
    guard position <= file.count, file[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }
}
