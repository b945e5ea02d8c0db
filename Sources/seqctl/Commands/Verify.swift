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

  func run() throws {
    var worst = CommandStatus.done
    var rest = files[...]
    // What carries no receipt is told without a daemon.
    while let file = rest.first, let failure = Self.flaw(of: file) {
      report(failure, of: file, &worst)
      rest = rest.dropFirst()
    }
    guard !rest.isEmpty else { return try Seqctl.end(with: worst) }
    var connection = try global.connect()
    for file in rest {
      do throws(Failure) {
        let verdict =
          MergedEvidence.isMerged(file)
          ? try MergedVerification.verdict(on: MergedEvidence(file), over: &connection, isQuiet: global.json)
          : try Verification.verdict(on: Evidence(file), over: &connection, isQuiet: global.json)
        report(verdict, on: file, &worst)
      } catch {
        guard error.status != .unreachable, error.status != .interrupted else { throw error }
        report(error, of: file, &worst)
      }
    }
    try Seqctl.end(with: worst)
  }

  private static func flaw(of file: String) -> Failure? {
    do throws(Failure) {
      if MergedEvidence.isMerged(file) { _ = try MergedEvidence(file) } else { _ = try Evidence(file) }
      return nil
    } catch {
      return error
    }
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
