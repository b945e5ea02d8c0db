import Wire

/// Generates again what a file says it is, and compares.
enum Verification {
  /// - Throws: a failure when it cannot be generated again: with status `invalid` where the model is gone.
  static func verdict(
    on evidence: Evidence, over connection: inout Connection, isQuiet: Bool
  ) throws(Failure) -> Verdict {
    let result = try generate(evidence.receipt, over: &connection, isQuiet: isQuiet)
    return Verdict(evidence, made: result.bytes, receipt: result.receipt)
  }

  /// What a receipt stands for; no job is left behind.
  static func generate(
    _ receipt: ReceiptFile, over connection: inout Connection, isQuiet: Bool
  ) throws(Failure) -> (bytes: [UInt8], receipt: String?) {
    let job = try submit(receipt, over: &connection)
    let result: (bytes: [UInt8], receipt: String?)
    do throws(Failure) {
      _ = try Following.follow(job, over: &connection, isQuiet: isQuiet)
      result = try connection.result(of: job, item: 0)
    } catch {
      throw abandon(job, after: error, over: &connection)
    }
    connection.discard(job)
    return result
  }

  private static func submit(_ receipt: ReceiptFile, over connection: inout Connection) throws(Failure) -> String {
    let submission = receipt.submission(label: "verify", key: JobRequest.freshKey())
    do throws(Failure) {
      let answer = try connection.ask(.submit(submission))
      guard case .submitted(let job) = answer.reply else { throw Connection.unexpected(answer.reply) }
      return job.job
    } catch {
      guard [WireError.Code.unknownModel, .noModel].map(\.rawValue).contains(error.code) else { throw error }
      throw Failure(
        .invalid,
        "the model \(Terminal.plain(receipt.model)) with digest \(receipt.modelDigest) cannot be used here: \(error.message)",
        advice: "import it with 'seqctl model import', then verify again", code: error.code)
    }
  }

  /// Leaves nothing behind of a verification that came to no end.
  private static func abandon(_ job: String, after error: Failure, over connection: inout Connection) -> Failure {
    guard error.status != .unreachable else { return error }
    guard error.status == .interrupted else {
      connection.discard(job)
      return error
    }
    _ = try? connection.ask(.cancel(.init(job: job)))
    return Failure(.interrupted, "the verification was interrupted; job \(job) is cancelled")
  }
}
