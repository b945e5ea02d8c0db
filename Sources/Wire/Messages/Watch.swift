extension Request {
  /// Asks for events of a job: one at once, then one whenever something changed, at most ten a second, until the job
  /// has ended. A client has one watch for each job; watching again replaces it, and later events carry the new id.
  public struct Watch: Codable, Sendable, Equatable {
    private enum CodingKeys: String, CodingKey {
      case job, preview
    }

    public var job: String
    /// Whether events show what there is of the job's first running item.
    public var preview: Bool

    public init(job: String, preview: Bool = false) {
      self.job = job
      self.preview = preview
    }

    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      job = try container.decode(String.self, forKey: .job)
      preview = try container.decodeIfPresent(Bool.self, forKey: .preview) ?? false
    }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(job, forKey: .job)
      if preview { try container.encode(preview, forKey: .preview) }
    }
  }

  /// Ends a watch; without effect when there is none.
  public struct Unwatch: Codable, Sendable, Equatable {
    public var job: String

    public init(job: String) { self.job = job }
  }
}

extension Reply {
  /// Where a watched job stands. The one whose state is final is the last.
  public struct Event: Codable, Sendable, Equatable {
    public var job: String
    public var state: RunState
    public var items: StateCounts
    /// Network steps made so far, all items together.
    public var stepsDone: Int
    /// Steps that the whole job will take, as far as can be told now.
    public var stepsEstimated: Int
    /// Steps per second at present; nil while nothing runs.
    public var stepsPerSecond: Double?
    /// Seconds until the job ends, as far as can be told; nil while it cannot.
    public var secondsLeft: Double?
    /// When it will begin and end; with the first event of a watch, while the job waits.
    public var forecast: Forecast?
    /// What there is of an item, where the watch asked for it and the task can show it.
    public var preview: JobPreview?

    public init(
      job: String, state: RunState, items: StateCounts, stepsDone: Int, stepsEstimated: Int,
      stepsPerSecond: Double? = nil, secondsLeft: Double? = nil, forecast: Forecast? = nil,
      preview: JobPreview? = nil
    ) {
      self.job = job
      self.state = state
      self.items = items
      self.stepsDone = stepsDone
      self.stepsEstimated = stepsEstimated
      self.stepsPerSecond = stepsPerSecond
      self.secondsLeft = secondsLeft
      self.forecast = forecast
      self.preview = preview
    }
  }

  /// The answer to `unwatch`.
  public struct Unwatched: Codable, Sendable, Equatable {
    public var job: String

    public init(job: String) { self.job = job }
  }
}
