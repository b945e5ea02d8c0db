/// What the forms' lines say, from the `CSR:` part of the data set's transcription files.
struct Transcriptions {
  /// By line id, e.g. `a01-000u-01`; spacing normalised.
  private(set) var lines: [String: String] = [:]
  /// Files without a `CSR:` part.
  private(set) var unreadable: [InkReport.Unreadable] = []

  /// Reads every transcription of a data set.
  init(_ source: InkSource) throws {
    let normaliser = TranscriptionNormaliser()
    try source.forEachFile(suffix: ".txt") { name, bytes in
      guard let texts = Self.lines(of: bytes) else {
        unreadable.append(InkReport.Unreadable(file: name, reason: "it has no CSR: part"))
        return
      }
      let form = name.dropLast(4)
      for (index, text) in texts.enumerated() {
        lines["\(form)-\(index < 9 ? "0" : "")\(index + 1)"] = normaliser.normalised(text)
      }
    }
  }

  /// The non-empty lines after `CSR:`, the files being ISO 8859-1; nil without that part.
  static func lines(of bytes: UnsafeBufferPointer<UInt8>) -> [String]? {
    var found: [String] = []
    var inPart = false
    for line in bytes.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
      var text = String(String.UnicodeScalarView(line.map { Unicode.Scalar($0) }))
      while text.last?.isWhitespace == true { text.removeLast() }
      let trimmed = text.drop(while: \.isWhitespace)
      if trimmed == "CSR:" {
        inPart = true
      } else if inPart, !trimmed.isEmpty {
        found.append(String(trimmed))
      }
    }
    return inPart ? found : nil
  }
}
