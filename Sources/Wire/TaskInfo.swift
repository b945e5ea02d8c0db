/// A task as its plugin describes it: what a request may contain, and the source of `seqctl submit TASK --help`.
public struct TaskInfo: Codable, Sendable, Equatable {
  /// The task's name, e.g. `handwriting-synthesis`.
  public var name: String
  /// One line for lists.
  public var summary: String
  public var text: TextUse
  /// The formats of the artifact; the first is the default.
  public var formats: [String]
  public var parameters: [ParameterInfo]
  /// What a request to score consists of; nil where the task cannot score.
  public var score: ScoreInfo?
  /// Further names by which requests may ask for it.
  public var aliases: [String]?

  /// Whether an item has a text.
  public enum TextUse: String, Codable, Sendable { case required, optional, none }

  public init(
    name: String, summary: String, text: TextUse, formats: [String], parameters: [ParameterInfo],
    score: ScoreInfo? = nil, aliases: [String]? = nil
  ) {
    self.aliases = aliases
    self.score = score
    self.name = name
    self.summary = summary
    self.text = text
    self.formats = formats
    self.parameters = parameters
  }
}

/// What a request to score consists of; its results are of the form `ScoreFile`.
public struct ScoreInfo: Codable, Sendable, Equatable {
  public var text: TaskInfo.TextUse
  /// The parameter, of the kind `file`, that holds what is scored; nil where the text is what is scored.
  public var input: String?
  public var parameters: [ParameterInfo]

  public init(text: TaskInfo.TextUse, input: String? = nil, parameters: [ParameterInfo] = []) {
    self.text = text
    self.input = input
    self.parameters = parameters
  }
}

/// One parameter of a task.
public struct ParameterInfo: Codable, Sendable, Equatable {
  public enum Kind: String, Codable, Sendable {
    case string, integer, number, boolean
    /// The client reads the named file and sends its content as a string.
    case file
    /// Texts by name, a JSON object as a string: the client makes it of `--NAME key=text` and of the columns of its input
    /// that are no parameter.
    case fields
  }

  /// Lower-case with dashes, as on the command line: `ink-width`.
  public var name: String
  public var kind: Kind
  public var help: String
  /// Used where the request is silent; nil means absent.
  public var defaultValue: WireValue?
  /// Inclusive bounds of integers and numbers.
  public var minimum: Double?
  public var maximum: Double?
  /// Where set, the only values allowed.
  public var choices: [String]?
  /// What each choice means, in the order of `choices`.
  public var choiceHelp: [String]?
  /// Unit for the help: `mm`, `pt`, `dpi`.
  public var unit: String?

  public init(
    name: String, kind: Kind, help: String, defaultValue: WireValue? = nil, minimum: Double? = nil,
    maximum: Double? = nil, choices: [String]? = nil, choiceHelp: [String]? = nil, unit: String? = nil
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
