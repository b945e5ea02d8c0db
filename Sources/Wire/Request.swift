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
  case remove(Remove)
  case status(Status)
  case modelList(ModelList)
  case modelShow(ModelShow)
  case pluginList(PluginList)
  case pluginShow(PluginShow)

  /// The value of `type`.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    case hello, submit, list, show, watch, unwatch, fetch, cancel, remove, status
    case modelList = "model-list"
    case modelShow = "model-show"
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
    case .remove: .remove
    case .status: .status
    case .modelList: .modelList
    case .modelShow: .modelShow
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
    case .remove: self = .remove(try Remove(from: decoder))
    case .status: self = .status(try Status(from: decoder))
    case .modelList: self = .modelList(try ModelList(from: decoder))
    case .modelShow: self = .modelShow(try ModelShow(from: decoder))
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
    case .remove(let fields): fields
    case .status(let fields): fields
    case .modelList(let fields): fields
    case .modelShow(let fields): fields
    case .pluginList(let fields): fields
    case .pluginShow(let fields): fields
    }
  }
}

/// The field that tells messages apart.
enum TypeKey: String, CodingKey { case type }
