import Glibc
import Wire

/// A merged file that is to be verified, and what it says of its items.
struct MergedEvidence {
  /// More bytes are not read.
  static let longestFile = 1 << 30

  /// One item of the file.
  struct Item {
    /// Where it stands, by its first object.
    var place: Range<Int>
    var receipt: ReceiptFile
  }

  let path: String
  let bytes: [UInt8]
  let items: [Item]

  /// Whether a file begins as a merged one does.
  static func isMerged(_ path: String) -> Bool {
    let descriptor = path == "-" ? -1 : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var start = [UInt8](repeating: 0, count: PDFMerge.beginning.count)
    return pread(descriptor, &start, start.count, 0) == start.count && start == PDFMerge.beginning
  }

  /// Reads a file and the receipts in it.
  /// - Throws: a failure with status `invalid`: the file cannot be read, is too large, or is not as it was merged; an item
  ///   has no receipt or a damaged one.
  init(_ path: String) throws(Failure) {
    self.path = path
    bytes = try FileInput.bytes(
      at: path, name: path, limit: Self.longestFile, advice: "fetch the results into a folder and verify these")
    do throws(PDFMerge.Flaw) {
      items = try Self.items(of: PDFObjects(bytes))
    } catch {
      throw Failure(.invalid, "\(path) is a merged file, but \(error.message)", code: "no-receipt")
    }
  }

  /// Where the results end, and what `PDFMerge.finished` gives begins.
  var end: Int { items.last?.place.upperBound ?? 0 }

  private static func items(of file: PDFObjects) throws(PDFMerge.Flaw) -> [Item] {
    let nodes = try file.object(PDFMerge.tree).references.map(\.number)
    guard !nodes.isEmpty else { throw PDFMerge.Flaw("has no results") }
    // The file may say anything: an object that is not there has no place.
    for node in nodes { _ = try file.object(node) }
    let order = nodes + [PDFMerge.tree]
    var items: [Item] = []
    for (index, node) in nodes.enumerated() {
      let object = try file.object(node)
      let (start, end) = (file.places[node - 1], file.places[order[index + 1] - 1])
      guard start < end else { throw PDFMerge.Flaw("its results are not in order") }
      let which = "result \(index + 1) of its \(nodes.count)"
      guard let number = object.references.last?.number, file.places.indices.contains(number - 1),
        file.bytes[object.dictionary].reversed().starts(with: "/\(PDFMerge.infoKey) \(number) 0 R >>".utf8.reversed()),
        let keywords = PDFKeywords.text(ofObject: number, at: file.places[number - 1], in: file.bytes)
      else { throw PDFMerge.Flaw("\(which) carries no receipt") }
      do throws(WireError) {
        items.append(Item(place: start..<end, receipt: try ReceiptFile(json: keywords)))
      } catch {
        throw PDFMerge.Flaw("\(which) \(error.message)")
      }
    }
    return items
  }
}
