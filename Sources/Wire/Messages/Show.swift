extension Request {
  /// Asks for one job and a page of its items.
  public struct Show: Codable, Sendable, Equatable {
    public var job: String
    /// Number of the first item of the page.
    public var from: Int
    /// Items on the page, 0 to `Bounds.page`.
    public var limit: Int

    public init(job: String, from: Int = 0, limit: Int = 100) {
      self.job = job
      self.from = from
      self.limit = limit
    }

    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      job = try container.decode(String.self, forKey: .job)
      from = try container.decodeIfPresent(Int.self, forKey: .from) ?? 0
      limit = try container.decodeIfPresent(Int.self, forKey: .limit) ?? 100
    }
  }
}

extension Reply {
  /// The answer to `show`.
  public struct Job: Codable, Sendable, Equatable {
    public var info: JobInfo
    /// The page of items asked for, in order.
    public var items: [ItemInfo]
    /// When it will begin and end, as far as can be told; nil for a job that has ended or is held.
    public var forecast: Forecast?

    public init(info: JobInfo, items: [ItemInfo], forecast: Forecast? = nil) {
      self.info = info
      self.items = items
      self.forecast = forecast
    }
  }
}

/// A job's place in the queue.
public struct Forecast: Codable, Sendable, Equatable {
  /// Items that come before its own.
  public var itemsAhead: Int
  /// Seconds since 1970, UTC, by the pace of the last minutes; nil while there is none, and once it has begun.
  public var begins: Double?
  /// Seconds since 1970, UTC; nil while there is no pace.
  public var ends: Double?

  public init(itemsAhead: Int, begins: Double?, ends: Double?) {
    self.itemsAhead = itemsAhead
    self.begins = begins
    self.ends = ends
  }
}

/// One item of a job.
public struct ItemInfo: Codable, Sendable, Equatable {
  /// Position within the job, from 0.
  public var item: Int
  public var state: RunState
  /// The beginning of its text, at most 200 Unicode scalars.
  public var text: String
  /// Unicode scalars of the whole text.
  public var textLength: Int
  public var seed: UInt64
  /// Why it failed.
  public var error: String?
  /// What the plugin has to say about the result.
  public var remarks: [String]
  /// Bytes of the result, once done.
  public var size: Int?
  /// SHA-256 of the result, lower-case hexadecimal, once done.
  public var sha256: String?

  /// How much of the text is shown.
  public static let excerptLength = 200

  public init(
    item: Int, state: RunState, text: String, textLength: Int, seed: UInt64, error: String? = nil,
    remarks: [String] = [], size: Int? = nil, sha256: String? = nil
  ) {
    self.item = item
    self.state = state
    self.text = text
    self.textLength = textLength
    self.seed = seed
    self.error = error
    self.remarks = remarks
    self.size = size
    self.sha256 = sha256
  }
}
