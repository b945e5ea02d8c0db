extension Request {
  /// Asks for all model packages, the damaged ones too.
  public struct ModelList: Codable, Sendable, Equatable {
    public init() {}
  }

  /// Asks for one model package.
  public struct ModelShow: Codable, Sendable, Equatable {
    public var name: String

    public init(name: String) { self.name = name }
  }
}

extension Reply {
  /// The answer to `model-list`, in order of names.
  public struct Models: Codable, Sendable, Equatable {
    public var models: [ModelInfo]

    public init(models: [ModelInfo]) { self.models = models }
  }

  /// The answer to `model-show`.
  public struct Model: Codable, Sendable, Equatable {
    public var info: ModelInfo
    /// Symbols of its text.
    public var alphabet: [String]
    /// How the weights came about.
    public var training: [String: String]
    /// Measured figures.
    public var scores: [String: Double]
    /// The model card (Markdown), where there is one.
    public var card: String?

    public init(
      info: ModelInfo, alphabet: [String], training: [String: String], scores: [String: Double], card: String?
    ) {
      self.info = info
      self.alphabet = alphabet
      self.training = training
      self.scores = scores
      self.card = card
    }
  }
}

/// A model package as lists show it.
public struct ModelInfo: Codable, Sendable, Equatable {
  public var name: String
  /// nil where the package cannot be read.
  public var task: String?
  public var summary: String?
  /// SHA-256 of the package, lower-case hexadecimal.
  public var digest: String?
  /// Number of weights and biases.
  public var parameters: Int?
  /// Whether requests that name no model get this one.
  public var isDefault: Bool
  /// What is wrong with the package; nil when it can be used.
  public var fault: String?
  /// Whether it is the default because somebody activated it.
  public var isActivated: Bool?
  /// Where the package is from.
  public var origin: Origin?
  /// What people should know although the model can be used.
  public var notice: String?

  public enum Origin: String, Codable, Sendable {
    /// The configured model folder, which the daemon only reads.
    case configured
    /// Imported by a client.
    case imported
  }

  public init(
    name: String, task: String?, summary: String?, digest: String?, parameters: Int?, isDefault: Bool,
    fault: String?, isActivated: Bool? = nil, origin: Origin? = nil, notice: String? = nil
  ) {
    self.name = name
    self.task = task
    self.summary = summary
    self.digest = digest
    self.parameters = parameters
    self.isDefault = isDefault
    self.fault = fault
    self.isActivated = isActivated
    self.origin = origin
    self.notice = notice
  }
}
