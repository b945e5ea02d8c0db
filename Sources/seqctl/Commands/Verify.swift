import ArgumentParser
import Wire

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Generate files again from their receipts and compare them byte by byte.",
    discussion: """
      Ends with 0 if all are what is generated, or have its ink where only the drawing changed since; with 1 if one is \
      not; with 2 if one has no receipt or its model is not here.
      """)

  @OptionGroup var global: GlobalOptions

  @Argument(
    help:
      "Files that seqd made; a text has its receipt beside it, in FILE.receipt.json; a merged PDF has one for each result."
  )
  var files: [String]

  /// What became of one file; also the answer for machines.
  private struct Report: Encodable {
    enum Result: String, Encodable {
      case verified, differs, unverifiable
      case sameInk = "same-ink"
    }
    var file: String
    var result: Result
    var message: String
    var advice: String?
    var code: String?
  }

  /// What a file says of itself. It is read once: what comes through a pipe cannot be read again.
  private enum Claim {
    case one(Evidence)
    case merged(MergedEvidence)

    init(_ file: String) throws(Failure) {
      self = MergedEvidence.isMerged(file) ? .merged(try MergedEvidence(file)) : .one(try Evidence(file))
    }

    func verdict(over connection: inout Connection, isQuiet: Bool) throws(Failure) -> Verdict {
      switch self {
      case .one(let evidence): try Verification.verdict(on: evidence, over: &connection, isQuiet: isQuiet)
      case .merged(let evidence): try MergedVerification.verdict(on: evidence, over: &connection, isQuiet: isQuiet)
      }
    }
  }

  func run() throws {
    var worst = CommandStatus.done
    var rest = files[...]
    var first: Claim?
    // What carries no receipt is told without a daemon.
    while first == nil, let file = rest.first {
      do throws(Failure) {
        first = try Claim(file)
      } catch {
        report(error, of: file, &worst)
        rest = rest.dropFirst()
      }
    }
    guard !rest.isEmpty else { return try Seqctl.end(with: worst) }
    var connection = try global.connect()
    for file in rest {
      do throws(Failure) {
        let claim: Claim
        if let read = first { claim = read } else { claim = try Claim(file) }
        first = nil
        report(try claim.verdict(over: &connection, isQuiet: global.json), on: file, &worst)
      } catch {
        guard error.status != .unreachable, error.status != .interrupted else { throw error }
        report(error, of: file, &worst)
      }
    }
    try Seqctl.end(with: worst)
  }

  private func report(_ verdict: Verdict, on file: String, _ worst: inout CommandStatus) {
    let report: Report
    switch verdict {
    case .same(let bytes): report = Report(file: file, result: .verified, message: "verified: the same \(bytes) bytes")
    case .sameInk(let reason):
      report = Report(file: file, result: .sameInk, message: "the drawing differs, the ink is the same (\(reason))")
    case .differs(let what):
      report = Report(file: file, result: .differs, message: "does not match: \(what)")
      worst = .failed
    }
    if global.json {
      JSONOutput.print(report)
    } else {
      Terminal.print(Terminal.plain("\(file): \(report.message)"))
    }
  }

  private func report(_ failure: Failure, of file: String, _ worst: inout CommandStatus) {
    if worst != .failed { worst = failure.status }
    if global.json {
      JSONOutput.print(
        Report(
          file: file, result: .unverifiable, message: failure.message, advice: failure.advice, code: failure.code))
    } else {
      Terminal.warn(Terminal.plain(failure.message.contains(file) ? failure.sentence : "\(file): \(failure.sentence)"))
    }
  }
}
