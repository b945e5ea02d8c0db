/// What the daemon answers; in JSON an object whose `type` names the case and whose other fields are the value's.
public enum Reply: Sendable, Equatable {
  /// The first answer to `hello` on a local socket.
  case challenge(Challenge)
  case welcome(Welcome)
  case submitted(Submitted)
  case jobs(Jobs)
  case job(Job)
  /// Pushed to a watcher, also as the first answer to `watch`.
  case event(Event)
  case unwatched(Unwatched)
  /// Comes with a payload frame.
  case chunk(Chunk)
  case cancelling(Cancelling)
  case holding(Holding)
  case removed(Removed)
  case status(Status)
  case metrics(Metrics)
  case models(Models)
  case model(Model)
  case upload(Upload)
  case part(Part)
  case imported(Imported)
  case modelFiles(ModelFiles)
  /// Comes with a payload frame.
  case modelChunk(ModelChunk)
  case activated(Activated)
  case modelRemoved(ModelRemoved)
  case verified(Verified)
  case keys(Keys)
  case plugins(Plugins)
  case plugin(Plugin)
  case error(WireError)

  /// The value of `type`.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    case challenge, welcome, submitted, jobs, job, event, unwatched, chunk, cancelling, holding, removed, status,
      metrics, models,
      model
    case upload, part, imported, activated, verified
    case modelFiles = "model-files"
    case modelChunk = "model-chunk"
    case modelRemoved = "model-removed"
    case keys, plugins, plugin, error

    /// Whether a payload frame follows the body.
    public var hasPayload: Bool { self == .chunk || self == .modelChunk }
  }

  public var kind: Kind {
    switch self {
    case .challenge: .challenge
    case .welcome: .welcome
    case .submitted: .submitted
    case .jobs: .jobs
    case .job: .job
    case .event: .event
    case .unwatched: .unwatched
    case .chunk: .chunk
    case .cancelling: .cancelling
    case .holding: .holding
    case .removed: .removed
    case .status: .status
    case .metrics: .metrics
    case .models: .models
    case .model: .model
    case .upload: .upload
    case .part: .part
    case .imported: .imported
    case .modelFiles: .modelFiles
    case .modelChunk: .modelChunk
    case .activated: .activated
    case .modelRemoved: .modelRemoved
    case .verified: .verified
    case .keys: .keys
    case .plugins: .plugins
    case .plugin: .plugin
    case .error: .error
    }
  }
}

extension Reply: Codable {
  public init(from decoder: any Decoder) throws {
    let kind = try decoder.container(keyedBy: TypeKey.self).decode(Kind.self, forKey: .type)
    switch kind {
    case .challenge: self = .challenge(try Challenge(from: decoder))
    case .welcome: self = .welcome(try Welcome(from: decoder))
    case .submitted: self = .submitted(try Submitted(from: decoder))
    case .jobs: self = .jobs(try Jobs(from: decoder))
    case .job: self = .job(try Job(from: decoder))
    case .event: self = .event(try Event(from: decoder))
    case .unwatched: self = .unwatched(try Unwatched(from: decoder))
    case .chunk: self = .chunk(try Chunk(from: decoder))
    case .cancelling: self = .cancelling(try Cancelling(from: decoder))
    case .holding: self = .holding(try Holding(from: decoder))
    case .removed: self = .removed(try Removed(from: decoder))
    case .status: self = .status(try Status(from: decoder))
    case .metrics: self = .metrics(try Metrics(from: decoder))
    case .models: self = .models(try Models(from: decoder))
    case .model: self = .model(try Model(from: decoder))
    case .upload: self = .upload(try Upload(from: decoder))
    case .part: self = .part(try Part(from: decoder))
    case .imported: self = .imported(try Imported(from: decoder))
    case .modelFiles: self = .modelFiles(try ModelFiles(from: decoder))
    case .modelChunk: self = .modelChunk(try ModelChunk(from: decoder))
    case .activated: self = .activated(try Activated(from: decoder))
    case .modelRemoved: self = .modelRemoved(try ModelRemoved(from: decoder))
    case .verified: self = .verified(try Verified(from: decoder))
    case .keys: self = .keys(try Keys(from: decoder))
    case .plugins: self = .plugins(try Plugins(from: decoder))
    case .plugin: self = .plugin(try Plugin(from: decoder))
    case .error: self = .error(try WireError(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: TypeKey.self)
    try container.encode(kind, forKey: .type)
    try fields.encode(to: encoder)
  }

  private var fields: any Encodable {
    switch self {
    case .challenge(let fields): fields
    case .welcome(let fields): fields
    case .submitted(let fields): fields
    case .jobs(let fields): fields
    case .job(let fields): fields
    case .event(let fields): fields
    case .unwatched(let fields): fields
    case .chunk(let fields): fields
    case .cancelling(let fields): fields
    case .holding(let fields): fields
    case .removed(let fields): fields
    case .status(let fields): fields
    case .metrics(let fields): fields
    case .models(let fields): fields
    case .model(let fields): fields
    case .upload(let fields): fields
    case .part(let fields): fields
    case .imported(let fields): fields
    case .modelFiles(let fields): fields
    case .modelChunk(let fields): fields
    case .activated(let fields): fields
    case .modelRemoved(let fields): fields
    case .verified(let fields): fields
    case .keys(let fields): fields
    case .plugins(let fields): fields
    case .plugin(let fields): fields
    case .error(let fields): fields
    }
  }
}
