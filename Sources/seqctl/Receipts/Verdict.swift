import Wire

/// What comes of generating a file again.
enum Verdict: Equatable {
  /// Byte for byte.
  case same(bytes: Int)
  /// Other bytes of the same ink, for a reason that is known.
  case sameInk(String)
  /// What differs.
  case differs(String)

  /// Compares a file with what was generated.
  /// - Parameter receipt: what came beside the bytes.
  init(_ evidence: Evidence, made: [UInt8], receipt: String?) {
    let found =
      try? receipt.map { text throws(WireError) in try ReceiptFile(json: Array(text.utf8)) }
      ?? ReceiptReader.receipt(in: made)
    guard let now = found ?? nil else {
      self = .differs("what is generated now carries no receipt")
      return
    }
    self.init(of: evidence.bytes[...], receipt: evidence.receipt, made: made, now: now)
  }

  /// Compares bytes and their receipt with those that were generated.
  init(of file: ArraySlice<UInt8>, receipt then: ReceiptFile, made: [UInt8], now: ReceiptFile) {
    let changed = Self.changes(from: then, to: now)
    if made.elementsEqual(file) {
      // Of a receipt that stands beside, the bytes say nothing.
      self =
        changed.isEmpty
        ? .same(bytes: made.count)
        : .differs("it is what its receipt stands for, but the receipt says otherwise: \(Self.list(changed))")
      return
    }
    guard let ink = then.ink, let inkNow = now.ink, changed.allSatisfy(\.mayComeWithALaterDaemon) else {
      self = .differs(Self.difference(file, made))
      return
    }
    guard ink == inkNow else {
      self = .differs("its ink is not the ink that is generated")
      return
    }
    guard changed.isEmpty else {
      self = .sameInk(Self.list(changed))
      return
    }
    let isDrawn = ["pdf", "png", "svg"].contains(then.format)
    let draws = isDrawn ? ", or another version of Cairo or zlib drew it" : ""
    self = .differs("the ink that its receipt names is generated, but makes another file: it was changed\(draws)")
  }

  /// A field of which two receipts say different things.
  private struct Change {
    var text: String
    var mayComeWithALaterDaemon = false
  }

  private static func changes(from then: ReceiptFile, to now: ReceiptFile) -> [Change] {
    var changes: [Change] = []
    for (name, differs) in [
      ("task", then.task != now.task), ("operation", then.operation != now.operation),
      ("model", then.model != now.model), ("modelDigest", then.modelDigest != now.modelDigest),
      ("text", then.text != now.text), ("seed", then.seed != now.seed), ("format", then.format != now.format),
    ] where differs { changes.append(Change(text: "another \(name)")) }
    if then.renderer != now.renderer {
      let (before, after) = (then.renderer.map { "\($0)" } ?? "none", now.renderer.map { "\($0)" } ?? "none")
      changes.append(
        Change(text: "renderer \(before) then, \(after) now", mayComeWithALaterDaemon: true))
    }
    let altered = then.parameters.keys.filter { then.parameters[$0] != now.parameters[$0] }.sorted()
    for name in altered { changes.append(Change(text: "another parameter \(name)")) }
    let added = now.parameters.keys.filter { then.parameters[$0] == nil }.sorted()
    for name in added {
      changes.append(Change(text: "the parameter \(name) is new", mayComeWithALaterDaemon: true))
    }
    return changes
  }

  private static func list(_ changes: [Change]) -> String { changes.map(\.text).joined(separator: ", ") }

  private static func difference(_ file: ArraySlice<UInt8>, _ made: [UInt8]) -> String {
    let first =
      zip(file, made).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(file.count, made.count)
    return "\(made.count) bytes are generated, the file has \(file.count); they differ from byte \(first) on"
  }
}
