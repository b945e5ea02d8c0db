extension Request {
  /// Asks for a piece of an item's result.
  public struct Fetch: Codable, Sendable, Equatable {
    public var job: String
    /// Position within the job, from 0.
    public var item: Int
    /// First byte wanted.
    public var offset: Int
    /// Bytes wanted, 1 to `Bounds.chunkBytes`; the last piece may have fewer.
    public var length: Int

    public init(job: String, item: Int, offset: Int = 0, length: Int = Bounds.chunkBytes) {
      self.job = job
      self.item = item
      self.offset = offset
      self.length = length
    }

    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      job = try container.decode(String.self, forKey: .job)
      item = try container.decode(Int.self, forKey: .item)
      offset = try container.decodeIfPresent(Int.self, forKey: .offset) ?? 0
      length = try container.decodeIfPresent(Int.self, forKey: .length) ?? Bounds.chunkBytes
    }
  }
}

extension Reply {
  /// The answer to `fetch`; the bytes are the message's fourth frame.
  public struct Chunk: Codable, Sendable, Equatable {
    public var job: String
    public var item: Int
    public var offset: Int
    /// Bytes of the whole result.
    public var size: Int
    /// SHA-256 of the whole result, lower-case hexadecimal.
    public var sha256: String
    /// The result's format, also the file suffix.
    public var format: String
    /// With the first piece of a result whose format has no place for it: how it came about, as `ReceiptFile` reads it.
    public var receipt: String?

    public init(
      job: String, item: Int, offset: Int, size: Int, sha256: String, format: String, receipt: String? = nil
    ) {
      self.job = job
      self.item = item
      self.offset = offset
      self.size = size
      self.sha256 = sha256
      self.format = format
      self.receipt = receipt
    }
  }
}
