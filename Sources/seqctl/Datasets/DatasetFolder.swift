import Glibc

/// A folder of pictures with their labels, as those who train recognisers have it: `images/000001.png`, beside it
/// `000001.gt.txt` (what it says) and `000001.xml` (PAGE XML: what it says and where), and of all pictures
/// `labels.csv` and `labels.jsonl`.
struct DatasetFolder: Sendable, Equatable {
  /// One picture with what it says.
  struct Entry: Encodable, Sendable, Equatable {
    /// Below the folder.
    var file: String
    var text: String
    /// What the daemon remarked about it.
    var remarks: [String]
  }

  /// Without the closing slash.
  let path: String

  /// - Throws: a failure with status `invalid` for an empty path.
  init(_ path: String) throws(Failure) {
    guard !path.isEmpty else { throw Failure(.invalid, "the path of the dataset is empty", advice: "give a folder") }
    let trimmed = path.reversed().drop { $0 == "/" }
    self.path = trimmed.isEmpty ? "/." : String(trimmed.reversed())
  }

  private static let images = "images"

  /// Makes the folders where they are missing and proves that files can be made in them.
  /// - Throws: a failure with status `invalid` that names the path and the system's reason.
  func prepare() throws(Failure) {
    try OutputPlace.folder(path).prepare()
    try OutputPlace.folder("\(path)/\(Self.images)").prepare()
  }

  /// Stores a picture with its labels.
  /// - Parameters:
  ///   - item: its number, from 0.
  ///   - page: PAGE XML.
  /// - Throws: where a file cannot be written, and where the labels say nothing.
  func store(picture: [UInt8], page: [UInt8], item: Int, remarks: [String]) throws(Failure) -> Entry {
    guard let text = PageLabels.text(of: page) else {
      throw Failure(.failed, "the labels of item \(item) do not tell what its picture says", code: "no-labels")
    }
    let digits = String(item + 1)
    let name = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    let base = "\(path)/\(Self.images)/\(name)"
    try OutputPlace.write(picture, to: "\(base).png")
    try OutputPlace.write(PageLabels.naming("\(name).png", in: page), to: "\(base).xml")
    try OutputPlace.write(Array("\(text)\n".utf8), to: "\(base).gt.txt")
    return Entry(file: "\(Self.images)/\(name).png", text: text, remarks: remarks)
  }

  /// Stores the lists of all pictures.
  func store(_ entries: [Entry]) throws(Failure) {
    let rows = entries.map { "\(CSV.field($0.file)),\(CSV.field($0.text))\n" }
    try OutputPlace.write(Array(("file,text\n" + rows.joined()).utf8), to: "\(path)/labels.csv")
    let lines = entries.map { JSONOutput.line($0) + "\n" }
    try OutputPlace.write(Array(lines.joined().utf8), to: "\(path)/labels.jsonl")
  }
}
