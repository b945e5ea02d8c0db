import Wire

extension Connection {
  /// All items of a job, page by page.
  mutating func items(of job: String) throws(Failure) -> (info: JobInfo, items: [ItemInfo]) {
    var items: [ItemInfo] = []
    while true {
      let answer = try ask(.show(.init(job: job, from: items.count, limit: Bounds.page)))
      guard case .job(let page) = answer.reply else { throw Self.unexpected(answer.reply) }
      items += page.items
      if page.items.isEmpty || items.count >= page.info.items.total { return (page.info, items) }
    }
  }

  /// One item's result, piece by piece, and the receipt that is kept beside one whose format has no place for it.
  mutating func result(of job: String, item: Int) throws(Failure) -> (bytes: [UInt8], receipt: String?) {
    var bytes: [UInt8] = []
    var receipt: String?
    while true {
      let answer = try ask(.fetch(.init(job: job, item: item, offset: bytes.count)))
      guard case .chunk(let chunk) = answer.reply else { throw Self.unexpected(answer.reply) }
      if bytes.isEmpty { receipt = chunk.receipt }
      bytes += answer.payload
      if bytes.count >= chunk.size { return (bytes, receipt) }
      guard !answer.payload.isEmpty else {
        throw Failure(
          .failed, "the result of item \(item) of job \(job) ends after \(bytes.count) of \(chunk.size) bytes")
      }
    }
  }

  /// Has the daemon forget a job; one that cannot be removed does no harm to what was made of it, and is only told.
  mutating func discard(_ job: String) {
    do throws(Failure) {
      _ = try ask(.remove(.init(job: job)))
    } catch {
      Terminal.warn("job \(job) could not be removed: \(Terminal.plain(error.sentence))")
    }
  }
}
