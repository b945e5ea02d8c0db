extension Request {
  /// Hands in a job; the answer comes once it is on disk.
  public struct Submit: Codable, Sendable, Equatable {
    public var task: String
    /// What is asked of the task.
    public var operation: JobOperation
    /// A model's name, or the whole digest of its package; nil takes the task's default.
    public var model: String?
    /// At least one.
    public var items: [Item]
    /// How often each item is made, each time with another seed. Items are numbered with the repetitions of one beside
    /// each other: of items A and B made twice, 0 and 1 are A, 2 and 3 are B.
    public var count: Int
    /// Parameters of the task that hold for all items that do not set them themselves.
    public var parameters: [String: WireValue]
    /// The seed of item 0, from which the others follow; nil lets the daemon choose one.
    public var seed: UInt64?
    /// The artifact's format; nil takes the task's first.
    public var format: String?
    /// Larger runs earlier.
    public var priority: Int
    /// For lists; says nothing about rights.
    public var label: String
    /// Chosen by the client: sending the same key again gives the job of the first time, not a second one.
    public var key: String?
    /// Whether nothing is started until the job is released.
    public var hold: Bool
    /// Seconds since 1970 at which what has not ended is given up; nil for never.
    public var deadline: Double?
    /// The job that must be done before this one begins; if it ends otherwise, this one is cancelled.
    public var after: String?
    /// Whether the results say how they came about, so that they can be verified; they then hold the text.
    public var receipt: Bool

    /// One of the job's items.
    public struct Item: Codable, Sendable, Equatable {
      public var text: String?
      public var parameters: [String: WireValue]

      public init(text: String?, parameters: [String: WireValue] = [:]) {
        self.text = text
        self.parameters = parameters
      }

      public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        text = try container.decodeIfPresent(String.self, forKey: .text)
        parameters = try container.decodeIfPresent([String: WireValue].self, forKey: .parameters) ?? [:]
      }
    }

    public init(
      task: String, operation: JobOperation = .generate, model: String? = nil, items: [Item], count: Int = 1,
      parameters: [String: WireValue] = [:], seed: UInt64? = nil, format: String? = nil, priority: Int = 0,
      label: String = "", key: String? = nil, hold: Bool = false, deadline: Double? = nil, after: String? = nil,
      receipt: Bool = true
    ) {
      self.task = task
      self.operation = operation
      self.model = model
      self.items = items
      self.count = count
      self.parameters = parameters
      self.seed = seed
      self.format = format
      self.priority = priority
      self.label = label
      self.key = key
      self.hold = hold
      self.deadline = deadline
      self.after = after
      self.receipt = receipt
    }

    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      task = try container.decode(String.self, forKey: .task)
      operation = try container.decodeIfPresent(JobOperation.self, forKey: .operation) ?? .generate
      model = try container.decodeIfPresent(String.self, forKey: .model)
      items = try Self.items(in: try container.nestedUnkeyedContainer(forKey: .items))
      count = try container.decodeIfPresent(Int.self, forKey: .count) ?? 1
      parameters = try container.decodeIfPresent([String: WireValue].self, forKey: .parameters) ?? [:]
      do {
        seed = try container.decodeIfPresent(UInt64.self, forKey: .seed)
      } catch {
        throw WireError(.invalidRequest, "the field seed is not a whole number from 0 to \(UInt64.max)")
      }
      format = try container.decodeIfPresent(String.self, forKey: .format)
      priority = try container.decodeIfPresent(Int.self, forKey: .priority) ?? 0
      label = try container.decodeIfPresent(String.self, forKey: .label) ?? ""
      key = try container.decodeIfPresent(String.self, forKey: .key)
      hold = try container.decodeIfPresent(Bool.self, forKey: .hold) ?? false
      deadline = try container.decodeIfPresent(Double.self, forKey: .deadline)
      after = try container.decodeIfPresent(String.self, forKey: .after)
      receipt = try container.decodeIfPresent(Bool.self, forKey: .receipt) ?? true
    }

    /// Reads as many items as a job may have and one more, by which the refusal is told.
    private static func items(in list: any UnkeyedDecodingContainer) throws -> [Item] {
      var (list, items) = (list, [Item]())
      while !list.isAtEnd, items.count <= Bounds.items { items.append(try list.decode(Item.self)) }
      return items
    }
  }
}

extension Reply {
  /// The answer to `submit`: the job is on disk and will be carried out.
  public struct Submitted: Codable, Sendable, Equatable {
    /// The job's id.
    public var job: String
    /// Number of items, repetitions included.
    public var items: Int
    /// What the daemon chose where the request left it open.
    public var model: String
    public var modelDigest: String
    public var seed: UInt64
    public var format: String

    public init(job: String, items: Int, model: String, modelDigest: String, seed: UInt64, format: String) {
      self.job = job
      self.items = items
      self.model = model
      self.modelDigest = modelDigest
      self.seed = seed
      self.format = format
    }

    /// An object that is a job calls its id `id`; one that speaks of a job calls it `job`.
    private enum CodingKeys: String, CodingKey {
      case job = "id"
      case items, model, modelDigest, seed, format
    }
  }
}
