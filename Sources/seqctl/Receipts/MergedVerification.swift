import Wire

/// Generates again, one after the other, what a merged file says its results are, merges and compares.
enum MergedVerification {
  /// - Returns: the first difference; `sameInk` where all have their ink and the drawing of some changed.
  /// - Throws: a failure when a result cannot be generated again: with status `invalid` where the model is gone.
  static func verdict(
    on evidence: MergedEvidence, over connection: inout Connection, isQuiet: Bool
  ) throws(Failure) -> Verdict {
    var comparison = Comparison(evidence)
    while let receipt = comparison.next {
      let made = try Verification.generate(receipt, over: &connection, isQuiet: isQuiet).bytes
      if let difference = comparison.difference(to: made) { return difference }
    }
    return comparison.verdict
  }

  /// How far a merged file was compared.
  struct Comparison {
    private let evidence: MergedEvidence
    private var merge = PDFMerge()
    private var count = 0
    /// Why the drawing of a result differs while its ink does not.
    private var redrawn: String?

    init(_ evidence: MergedEvidence) { self.evidence = evidence }

    /// Receipt of the result that comes next.
    var next: ReceiptFile? { count < evidence.items.count ? evidence.items[count].receipt : nil }

    /// Compares the next result with the file that was generated for it.
    /// - Returns: nil where that has its ink.
    mutating func difference(to made: [UInt8]) -> Verdict? {
      let item = evidence.items[count]
      count += 1
      let which = "result \(count) of \(evidence.items.count)"
      guard let now = (try? ReceiptReader.receipt(in: made)) ?? nil, let piece = try? merge.add(made) else {
        return .differs("\(which): what is generated now cannot be merged with a receipt")
      }
      switch Verdict(of: evidence.bytes[item.place], receipt: item.receipt, made: piece, now: now) {
      case .same: return nil
      case .sameInk(let reason):
        redrawn = redrawn ?? "\(which): \(reason)"
        return nil
      case .differs(let what): return .differs("\(which): \(what)")
      }
    }

    /// Once all results were compared: what holds them together is left.
    var verdict: Verdict {
      if let redrawn { return .sameInk(redrawn) }
      guard evidence.bytes[evidence.end...].elementsEqual(merge.finished()) else {
        return .differs("its results are what is generated, but what holds them together was changed")
      }
      return .same(bytes: evidence.bytes.count)
    }
  }
}
