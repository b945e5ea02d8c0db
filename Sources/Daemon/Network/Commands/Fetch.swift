import PluginAPI
import Wire

extension Commands {
  /// Gives a piece of a result; the first piece is given only if the whole is as it was written.
  func fetch(_ request: Request.Fetch, for user: Identity) async throws(WireError) -> Answer {
    let job = try await job(named: request.job, for: user)
    let found = try await stored { () async throws(StoreError) in
      try await store.item(ItemKey(job: job.id ?? 0, number: request.item))
    }
    let subject = "item \(request.item) of job \(request.job)"
    guard let item = found else {
      throw WireError(
        .unknownItem, "there is no \(subject)", advice: "its items are 0 to \(max(0, job.counts.total - 1))")
    }
    switch item.state {
    case .queued, .running:
      throw WireError(.notFinished, "\(subject) has not ended, it is \(item.state)", advice: "wait for the job")
    case .failed: throw WireError(.failed, "\(subject) failed: \(item.error ?? "no reason is known")")
    case .cancelled: throw WireError(.cancelled, "\(subject) was cancelled")
    case .done: break
    }
    let result = await work.run { () -> Result<[UInt8], DaemonError> in
      Result { () throws(DaemonError) in
        try results.read(item, format: job.format, from: request.offset, count: request.length)
      }
    }
    switch result {
    case .success(let bytes):
      let chunk = Reply.Chunk(
        job: request.job, item: request.item, offset: request.offset, size: item.artifactBytes ?? 0,
        sha256: item.artifactDigest ?? "", format: job.format,
        receipt: request.offset == 0 ? try receipt(of: item, in: job) : nil)
      return Answer(reply: .chunk(chunk), payload: bytes)
    case .failure(let error):
      throw WireError(.internal, error.message)
    }
  }

  /// What the client keeps beside a result whose bytes do not say how it came about.
  private func receipt(of item: ItemRecord, in job: JobRecord) throws(WireError) -> String? {
    guard item.receiptBeside else { return nil }
    do {
      return try Receipt(item, of: job).json()
    } catch {
      throw WireError(.internal, "the receipt of item \(item.number) cannot be made: \(error.message)")
    }
  }
}
