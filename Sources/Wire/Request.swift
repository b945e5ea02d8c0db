/// What a client asks; in JSON an object whose `type` names the case and whose other fields are the value's.
public enum Request: Sendable, Equatable {
  case hello(Hello)
  case submit(Submit)
  case list(List)
  case show(Show)
  case watch(Watch)
  case unwatch(Unwatch)
  case fetch(Fetch)
  case cancel(Cancel)
  case hold(Hold)
  case release(Release)
  case remove(Remove)
  case status(Status)
  case metrics(Metrics)
  case modelList(ModelList)
  case modelShow(ModelShow)
  case modelImport(ModelImport)
  case modelPart(ModelPart)
  case modelCommit(ModelCommit)
  case modelExport(ModelExport)
  case modelRead(ModelRead)
  case modelActivate(ModelActivate)
  case modelRemove(ModelRemove)
  case modelVerify(ModelVerify)
  case keyAuthorize(KeyAuthorize)
  case keyRevoke(KeyRevoke)
  case keyList(KeyList)
  case pluginList(PluginList)
  case pluginShow(PluginShow)

  /// The value of `type`.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    case hello, submit, list, show, watch, unwatch, fetch, cancel, hold, release, remove, status, metrics
    case modelList = "model-list"
    case modelShow = "model-show"
    case modelImport = "model-import"
    case modelPart = "model-part"
    case modelCommit = "model-commit"
    case modelExport = "model-export"
    case modelRead = "model-read"
    case modelActivate = "model-activate"
    case modelRemove = "model-remove"
    case modelVerify = "model-verify"
    case keyAuthorize = "key-authorize"
    case keyRevoke = "key-revoke"
    case keyList = "key-list"
    case pluginList = "plugin-list"
    case pluginShow = "plugin-show"
  }

  public var kind: Kind {
    switch self {
    case .hello: .hello
    case .submit: .submit
    case .list: .list
    case .show: .show
    case .watch: .watch
    case .unwatch: .unwatch
    case .fetch: .fetch
    case .cancel: .cancel
    case .hold: .hold
    case .release: .release
    case .remove: .remove
    case .status: .status
    case .metrics: .metrics
    case .modelList: .modelList
    case .modelShow: .modelShow
    case .modelImport: .modelImport
    case .modelPart: .modelPart
    case .modelCommit: .modelCommit
    case .modelExport: .modelExport
    case .modelRead: .modelRead
    case .modelActivate: .modelActivate
    case .modelRemove: .modelRemove
    case .modelVerify: .modelVerify
    case .keyAuthorize: .keyAuthorize
    case .keyRevoke: .keyRevoke
    case .keyList: .keyList
    case .pluginList: .pluginList
    case .pluginShow: .pluginShow
    }
  }
}

extension Request: Codable {
  public init(from decoder: any Decoder) throws {
    let name = try decoder.container(keyedBy: TypeKey.self).decode(String.self, forKey: .type)
    guard let kind = Kind(rawValue: name) else {
      throw WireError(
        .unknownRequest, "the request type '\(name.prefix(Bounds.nameBytes))' is unknown",
        advice: "use one of \(Kind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    switch kind {
    case .hello: self = .hello(try Hello(from: decoder))
    case .submit: self = .submit(try Submit(from: decoder))
    case .list: self = .list(try List(from: decoder))
    case .show: self = .show(try Show(from: decoder))
    case .watch: self = .watch(try Watch(from: decoder))
    case .unwatch: self = .unwatch(try Unwatch(from: decoder))
    case .fetch: self = .fetch(try Fetch(from: decoder))
    case .cancel: self = .cancel(try Cancel(from: decoder))
    case .hold: self = .hold(try Hold(from: decoder))
    case .release: self = .release(try Release(from: decoder))
    case .remove: self = .remove(try Remove(from: decoder))
    case .status: self = .status(try Status(from: decoder))
    case .metrics: self = .metrics(try Metrics(from: decoder))
    case .modelList: self = .modelList(try ModelList(from: decoder))
    case .modelShow: self = .modelShow(try ModelShow(from: decoder))
    case .modelImport: self = .modelImport(try ModelImport(from: decoder))
    case .modelPart: self = .modelPart(try ModelPart(from: decoder))
    case .modelCommit: self = .modelCommit(try ModelCommit(from: decoder))
    case .modelExport: self = .modelExport(try ModelExport(from: decoder))
    case .modelRead: self = .modelRead(try ModelRead(from: decoder))
    case .modelActivate: self = .modelActivate(try ModelActivate(from: decoder))
    case .modelRemove: self = .modelRemove(try ModelRemove(from: decoder))
    case .modelVerify: self = .modelVerify(try ModelVerify(from: decoder))
    case .keyAuthorize: self = .keyAuthorize(try KeyAuthorize(from: decoder))
    case .keyRevoke: self = .keyRevoke(try KeyRevoke(from: decoder))
    case .keyList: self = .keyList(try KeyList(from: decoder))
    case .pluginList: self = .pluginList(try PluginList(from: decoder))
    case .pluginShow: self = .pluginShow(try PluginShow(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: TypeKey.self)
    try container.encode(kind, forKey: .type)
    try fields.encode(to: encoder)
  }

  private var fields: any Encodable {
    switch self {
    case .hello(let fields): fields
    case .submit(let fields): fields
    case .list(let fields): fields
    case .show(let fields): fields
    case .watch(let fields): fields
    case .unwatch(let fields): fields
    case .fetch(let fields): fields
    case .cancel(let fields): fields
    case .hold(let fields): fields
    case .release(let fields): fields
    case .remove(let fields): fields
    case .status(let fields): fields
    case .metrics(let fields): fields
    case .modelList(let fields): fields
    case .modelShow(let fields): fields
    case .modelImport(let fields): fields
    case .modelPart(let fields): fields
    case .modelCommit(let fields): fields
    case .modelExport(let fields): fields
    case .modelRead(let fields): fields
    case .modelActivate(let fields): fields
    case .modelRemove(let fields): fields
    case .modelVerify(let fields): fields
    case .keyAuthorize(let fields): fields
    case .keyRevoke(let fields): fields
    case .keyList(let fields): fields
    case .pluginList(let fields): fields
    case .pluginShow(let fields): fields
    }
  }
}

extension Request {
  /// Bytes that follow the JSON body in a frame of their own; nil for requests that have no such frame.
  public var payload: [UInt8]? {
    get {
      if case .modelPart(let part) = self { part.bytes } else { nil }
    }
    set {
      if case .modelPart(var part) = self {
        part.bytes = newValue ?? []
        self = .modelPart(part)
      }
    }
  }
}

/// The field that tells messages apart.
enum TypeKey: String, CodingKey { case type }
