/// What can be asked of a task.
public enum TaskOperation: String, Codable, Sendable, CaseIterable {
  /// Make something new; every task has it.
  case generate
  /// Say how likely the model holds something that is given; see `ScoreReport`.
  case score
}

/// A task as data: from it the daemon checks requests and the client makes its help.
public struct TaskDescriptor: Codable, Sendable, Equatable {
  /// The task's name, e.g. `handwriting-synthesis`; a model's `task` names the plugin by it.
  public var name: String
  /// One line for lists.
  public var summary: String
  /// Whether an item has a text, and what it means.
  public var text: TextUse
  /// The formats of the artifact; the first is the default.
  public var formats: [String]
  public var parameters: [ParameterDescriptor]
  /// What a request to score consists of; nil where the task cannot score.
  public var score: ScoreDescriptor?
  /// Further names by which users may ask for the task.
  public var aliases: [String]

  public enum TextUse: String, Codable, Sendable { case required, optional, none }

  public init(
    name: String, summary: String, text: TextUse, formats: [String], parameters: [ParameterDescriptor],
    score: ScoreDescriptor? = nil, aliases: [String] = []
  ) {
    self.name = name
    self.aliases = aliases
    self.summary = summary
    self.text = text
    self.formats = formats
    self.parameters = parameters
    self.score = score
  }

  /// The task as requests for one operation see it: with that operation's text, formats and parameters.
  /// - Returns: nil where the task does not have the operation.
  public func view(of operation: TaskOperation) -> TaskDescriptor? {
    guard operation == .score else { return self }
    guard let score else { return nil }
    var view = self
    view.text = score.text
    view.formats = [ScoreReport.artifactFormat]
    view.parameters = score.parameters
    return view
  }
}

/// What a request to score consists of. Its artifact is always a `ScoreReport`.
public struct ScoreDescriptor: Codable, Sendable, Equatable {
  /// Whether an item has a text, which is then what is scored or what the ink says.
  public var text: TaskDescriptor.TextUse
  /// The parameter, of the kind `file`, that holds what is scored; nil where the text is what is scored. The client
  /// fills it from `--input`.
  public var input: String?
  public var parameters: [ParameterDescriptor]

  public init(text: TaskDescriptor.TextUse, input: String? = nil, parameters: [ParameterDescriptor] = []) {
    self.text = text
    self.input = input
    self.parameters = parameters
  }
}

/// One parameter of a task.
public struct ParameterDescriptor: Codable, Sendable, Equatable {
  public enum Kind: String, Codable, Sendable {
    case string, integer, number, boolean
    /// The client reads the named file (`-` for standard input) and sends its content as a string.
    case file
    /// Texts by name, a JSON object as a string: what the client is given with `--NAME key=text`, and the columns of its
    /// input that are no parameter.
    case fields
  }
  /// Lower-case with dashes, as on the command line: `--ink-width`.
  public var name: String
  public var kind: Kind
  public var help: String
  /// Used where the request is silent; nil means absent.
  public var defaultValue: ParameterValue?
  /// Inclusive bounds of integers and numbers.
  public var minimum: Double?
  public var maximum: Double?
  /// Where set, the only values allowed.
  public var choices: [String]?
  /// What each choice means, one line each, in the order of `choices`; nil where that needs no saying.
  public var choiceHelp: [String]?
  /// Unit for the help: `mm`, `pt`, `dpi`.
  public var unit: String?

  public init(
    name: String, kind: Kind, help: String, defaultValue: ParameterValue? = nil, minimum: Double? = nil,
    maximum: Double? = nil, choices: [String]? = nil, choiceHelp: [String]? = nil,
    unit: String? = nil
  ) {
    self.name = name
    self.kind = kind
    self.help = help
    self.defaultValue = defaultValue
    self.minimum = minimum
    self.maximum = maximum
    self.choices = choices
    self.choiceHelp = choiceHelp
    self.unit = unit
  }
}

/// A parameter's value; JSON on the wire is the bare string, number or boolean.
public enum ParameterValue: Codable, Sendable, Equatable {
  case string(String)
  case integer(Int)
  case number(Double)
  case boolean(Bool)

  /// Whether two values are the same to every scalar: a network that reads bytes tells apart what is canonically equal.
  public static func == (one: ParameterValue, other: ParameterValue) -> Bool {
    switch (one, other) {
    case (.string(let one), .string(let other)): one.utf8.elementsEqual(other.utf8)
    case (.integer(let one), .integer(let other)): one == other
    case (.number(let one), .number(let other)): one == other
    case (.boolean(let one), .boolean(let other)): one == other
    default: false
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else {
      self = .string(try container.decode(String.self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .string(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .boolean(let value): try container.encode(value)
    }
  }
}
