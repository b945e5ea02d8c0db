extension Request {
  /// Asks for jobs, newest first.
  public struct List: Codable, Sendable, Equatable {
    /// Only jobs in one of these states; empty for all.
    public var states: [RunState]
    /// Only jobs of this task.
    public var task: String?
    /// Only jobs of this user.
    public var owner: String?
    /// Only jobs with this label.
    public var label: String?
    /// At most so many, 1 to `Bounds.page`.
    public var limit: Int

    public init(
      states: [RunState] = [], task: String? = nil, owner: String? = nil, label: String? = nil, limit: Int = 50
    ) {
      self.states = states
      self.task = task
      self.owner = owner
      self.label = label
      self.limit = limit
    }

    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      states = try container.decodeIfPresent([RunState].self, forKey: .states) ?? []
      task = try container.decodeIfPresent(String.self, forKey: .task)
      owner = try container.decodeIfPresent(String.self, forKey: .owner)
      label = try container.decodeIfPresent(String.self, forKey: .label)
      limit = try container.decodeIfPresent(Int.self, forKey: .limit) ?? 50
    }
  }
}

extension Reply {
  /// The answer to `list`.
  public struct Jobs: Codable, Sendable, Equatable {
    /// Newest first.
    public var jobs: [JobInfo]
    /// Whether there are older ones that the limit left out.
    public var more: Bool

    public init(jobs: [JobInfo], more: Bool) {
      self.jobs = jobs
      self.more = more
    }
  }
}

/// A job as lists show it.
public struct JobInfo: Codable, Sendable, Equatable {
  /// The job's id.
  public var job: String
  public var task: String
  /// What is asked of the task.
  public var operation: JobOperation
  public var model: String
  /// SHA-256 of the model package that the job was accepted with, lower-case hexadecimal.
  public var modelDigest: String
  public var format: String
  /// Those that hold for all items, defaults filled in.
  public var parameters: [String: WireValue]
  public var seed: UInt64
  /// The user that it belongs to; empty for a job that was accepted before jobs belonged to users and had no label.
  public var owner: String
  /// What its submitter named it by, for lists.
  public var label: String?
  public var priority: Int
  public var state: RunState
  public var items: StateCounts
  /// Seconds since 1970, UTC.
  public var submitted: Double
  public var started: Double?
  public var finished: Double?
  /// Whether nothing of it is started until it is released.
  public var held: Bool?
  /// Seconds since 1970, UTC.
  public var deadline: Double?
  /// The job that it follows.
  public var after: String?

  public init(
    job: String, task: String, operation: JobOperation = .generate, model: String, modelDigest: String, format: String,
    parameters: [String: WireValue], seed: UInt64, owner: String, label: String? = nil, priority: Int, state: RunState,
    items: StateCounts, submitted: Double, started: Double?, finished: Double?,
    held: Bool? = nil, deadline: Double? = nil, after: String? = nil
  ) {
    self.job = job
    self.task = task
    self.operation = operation
    self.model = model
    self.modelDigest = modelDigest
    self.format = format
    self.parameters = parameters
    self.seed = seed
    self.owner = owner
    self.label = label
    self.priority = priority
    self.state = state
    self.items = items
    self.submitted = submitted
    self.started = started
    self.finished = finished
    self.held = held
    self.deadline = deadline
    self.after = after
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    job = try container.decode(String.self, forKey: .job)
    task = try container.decode(String.self, forKey: .task)
    operation = try container.decodeIfPresent(JobOperation.self, forKey: .operation) ?? .generate
    model = try container.decode(String.self, forKey: .model)
    modelDigest = try container.decode(String.self, forKey: .modelDigest)
    format = try container.decode(String.self, forKey: .format)
    parameters = try container.decode([String: WireValue].self, forKey: .parameters)
    seed = try container.decode(UInt64.self, forKey: .seed)
    owner = try container.decode(String.self, forKey: .owner)
    label = try container.decodeIfPresent(String.self, forKey: .label)
    priority = try container.decode(Int.self, forKey: .priority)
    state = try container.decode(RunState.self, forKey: .state)
    items = try container.decode(StateCounts.self, forKey: .items)
    submitted = try container.decode(Double.self, forKey: .submitted)
    started = try container.decodeIfPresent(Double.self, forKey: .started)
    finished = try container.decodeIfPresent(Double.self, forKey: .finished)
    held = try container.decodeIfPresent(Bool.self, forKey: .held)
    deadline = try container.decodeIfPresent(Double.self, forKey: .deadline)
    after = try container.decodeIfPresent(String.self, forKey: .after)
  }

  /// An object that is a job calls its id `id`; one that speaks of a job calls it `job`.
  private enum CodingKeys: String, CodingKey {
    case job = "id"
    case task, operation, model, modelDigest, format, parameters, seed, owner, label, priority, state, items
    case submitted, started, finished, held, deadline, after
  }
}
