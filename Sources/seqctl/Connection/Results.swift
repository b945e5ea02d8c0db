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

  /// One item's result, piece by piece.
  mutating func result(of job: String, item: Int) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      let answer = try ask(.fetch(.init(job: job, item: item, offset: bytes.count)))
      guard case .chunk(let chunk) = answer.reply else { throw Self.unexpected(answer.reply) }
      bytes += answer.payload
      if bytes.count >= chunk.size { return bytes }
      guard !answer.payload.isEmpty else {
        throw Failure(
          .failed, "the result of item \(item) of job \(job) ends after \(bytes.count) of \(chunk.size) bytes")
      }
    }
  }
}
