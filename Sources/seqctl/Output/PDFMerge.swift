/// Makes one PDF file of several that the daemon wrote: their pages in order, one tree of pages, one catalogue.
///
/// Each item stays together: its node of the page tree comes first, then its other objects under new numbers. The node
/// names the item's information dictionary as `SEQD_Info`, so that its receipt is kept; the merged file has no such
/// dictionary of its own. Equal items give equal bytes.
struct PDFMerge {
  typealias Flaw = PDFObjects.Flaw

  /// What a merged file begins with, and no other.
  static let beginning = Array("%PDF-1.5\n%\u{b5}\u{b6}\n%merged by seqctl\n".utf8)
  static let catalogue = 1
  static let tree = 2
  /// The entry of an item's node.
  static let infoKey = "SEQD_Info"
  /// The table of objects has ten digits for a place.
  private static let longest = 9_999_999_999

  /// Where each object begins, by its number less one.
  private var places = [0, 0]
  /// Nodes of the items.
  private var nodes: [Int] = []
  private(set) var pageCount = 0
  /// Bytes so far.
  private(set) var length = Self.beginning.count

  /// Takes an item in.
  /// - Returns: what follows in the merged file.
  /// - Throws: a flaw when the file is not of the daemon's form; nothing of it is taken in then.
  mutating func add(_ file: [UInt8]) throws(Flaw) -> [UInt8] {
    let source = try PDFObjects(file)
    let (node, count) = try Self.pages(of: source)
    let first = places.count + 1
    let order = [node] + (1..<source.places.count + 1).filter { $0 != node && $0 != source.root }
    var numbers = [Int?](repeating: nil, count: source.places.count + 1)
    for (offset, number) in order.enumerated() { numbers[number] = first + offset }
    var addition = "/Parent \(Self.tree) 0 R"
    if let info = source.info {
      guard numbers.indices.contains(info), let number = numbers[info] else { throw Flaw("has no object \(info)") }
      addition += " /\(Self.infoKey) \(number) 0 R"
    }
    var bytes: [UInt8] = []
    var begins: [Int] = []
    for (offset, number) in order.enumerated() {
      begins.append(length + bytes.count)
      let object = try source.object(number)
      bytes += Array("\(first + offset) 0 obj\n".utf8)
      var done = object.dictionary.lowerBound
      for reference in object.references {
        guard numbers.indices.contains(reference.number), let target = numbers[reference.number] else {
          throw Flaw("has a reference to object \(reference.number), which cannot be merged")
        }
        bytes += file[done..<reference.place.lowerBound]
        bytes += Array("\(target) 0 R".utf8)
        done = reference.place.upperBound
      }
      if number == node {
        bytes += file[done..<object.dictionary.upperBound - 2]
        bytes += Array("\(addition) >>".utf8)
      } else {
        bytes += file[done..<object.dictionary.upperBound]
      }
      bytes += file[object.stream]
      bytes += Array("\nendobj\n".utf8)
    }
    guard length + bytes.count <= Self.longest else { throw Flaw("makes the merged file larger than 10 GB") }
    length += bytes.count
    places += begins
    nodes.append(first)
    pageCount += count
    return bytes
  }

  /// The end of the file: tree, catalogue, table.
  consuming func finished() -> [UInt8] {
    let kids = nodes.map { "\($0) 0 R" }.joined(separator: " ")
    var end = ""
    for (number, content) in [
      (Self.tree, "<< /Type /Pages /Kids [\(kids)] /Count \(pageCount) >>"),
      (Self.catalogue, "<< /Type /Catalog /Pages \(Self.tree) 0 R >>"),
    ] {
      places[number - 1] = length + end.utf8.count
      end += "\(number) 0 obj\n\(content)\nendobj\n"
    }
    let table = length + end.utf8.count
    end += "xref\n0 \(places.count + 1)\n0000000000 65535 f \n"
    for place in places {
      let digits = String(place)
      end += String(repeating: "0", count: max(0, 10 - digits.utf8.count)) + digits + " 00000 n \n"
    }
    end += "trailer\n<< /Size \(places.count + 1) /Root \(Self.catalogue) 0 R >>\nstartxref\n\(table)\n%%EOF\n"
    return Array(end.utf8)
  }

  /// The node of an item's pages, and how many there are.
  private static func pages(of source: PDFObjects) throws(Flaw) -> (node: Int, count: Int) {
    let catalogue = try source.object(source.root)
    guard let node = catalogue.references.first?.number,
      source.holds(catalogue, "<< /Type /Catalog /Pages \(node) 0 R >>")
    else { throw Flaw("has no plain catalogue") }
    let pages = try source.object(node)
    let kids = pages.references.map(\.number)
    guard
      source.holds(
        pages, "<< /Type /Pages /Kids [\(kids.map { "\($0) 0 R" }.joined(separator: " "))] /Count \(kids.count) >>")
    else { throw Flaw("has no plain list of pages") }
    for kid in kids {
      let page = try source.object(kid)
      guard page.references.first?.number == node,
        source.bytes[page.dictionary].starts(with: Array("<< /Type /Page /Parent \(node) 0 R ".utf8))
      else { throw Flaw("has a page \(kid) that is not of its list") }
    }
    return (node, kids.count)
  }
}
