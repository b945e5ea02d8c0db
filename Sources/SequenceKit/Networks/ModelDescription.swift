public import Kernels

/// The content of `model.json`: everything about a model but its weights.
public struct ModelDescription: Codable, Equatable, Sendable {
  /// Version of this format that the code reads and writes.
  public static let currentFormat = 1

  public var format: Int
  /// Short name, the folder's name as well: lower-case letters, digits, `-`.
  public var name: String
  /// The task whose plugin serves it, e.g. `handwriting-synthesis`.
  public var task: String
  /// One sentence for `seqctl model list`.
  public var summary: String
  public var architecture: Architecture
  /// Symbols of the text (window alphabet or text vocabulary), index by index; empty for unconditioned ink.
  public var alphabet: [String]
  /// How ink offsets were normalised; nil for text.
  public var normalisation: InkNormalisation?
  /// How the weights stand on disk; nil means F32.
  public var weightsType: WeightsType?
  /// What products are computed with unless somebody asks for another; nil means fp32.
  public var precision: Precision?
  /// SHA-256 of `weights.safetensors`, lower-case hexadecimal; empty while the package is being made.
  public var weightsDigest: String = ""
  /// SHA-256 of the package's other files by name, but of the card; nil where nobody has sealed it. More files may be there.
  public var resourceDigests: [String: String]?
  /// How the weights came about, free of form: data set, epochs, optimiser, machine.
  public var training: [String: String]
  /// Measured figures, e.g. `validation.nats_per_sequence`.
  public var scores: [String: Double]

  public init(
    name: String, task: String, summary: String, architecture: Architecture, alphabet: [String],
    normalisation: InkNormalisation?, training: [String: String] = [:], scores: [String: Double] = [:]
  ) {
    format = Self.currentFormat
    self.name = name
    self.task = task
    self.summary = summary
    self.architecture = architecture
    self.alphabet = alphabet
    self.normalisation = normalisation
    self.training = training
    self.scores = scores
  }
}

/// The element type of a package's tensors.
public enum WeightsType: String, Codable, Sendable, CaseIterable {
  case fp32 = "F32"
  case bf16 = "BF16"

  /// The nearest value that the type holds; ties go to the even one.
  public func rounded(_ value: Float) -> Float {
    guard self == .bf16 else { return value }
    let bits = value.bitPattern
    return Float(bitPattern: (bits &+ 0x7fff &+ ((bits >> 16) & 1)) & 0xffff_0000)
  }
}

extension ModelDescription {
  /// What a person who writes `model.json` by hand cannot know yet may be left out: the digests, how the weights came
  /// about, the scores; and the alphabet where there is none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    format = try container.decode(Int.self, forKey: .format)
    name = try container.decode(String.self, forKey: .name)
    task = try container.decode(String.self, forKey: .task)
    summary = try container.decode(String.self, forKey: .summary)
    architecture = try container.decode(Architecture.self, forKey: .architecture)
    alphabet = try container.decodeIfPresent([String].self, forKey: .alphabet) ?? []
    normalisation = try container.decodeIfPresent(InkNormalisation.self, forKey: .normalisation)
    weightsType = try container.decodeIfPresent(WeightsType.self, forKey: .weightsType)
    precision = try container.decodeIfPresent(Precision.self, forKey: .precision)
    weightsDigest = try container.decodeIfPresent(String.self, forKey: .weightsDigest) ?? ""
    resourceDigests = try container.decodeIfPresent([String: String].self, forKey: .resourceDigests)
    training = try container.decodeIfPresent([String: String].self, forKey: .training) ?? [:]
    scores = try container.decodeIfPresent([String: Double].self, forKey: .scores) ?? [:]
  }
}

/// Mean and standard deviation of the training set's pen offsets, in the data's units (y grows downwards).
public struct InkNormalisation: Codable, Equatable, Sendable {
  public var meanX: Float
  public var meanY: Float
  public var deviationX: Float
  public var deviationY: Float

  public init(meanX: Float, meanY: Float, deviationX: Float, deviationY: Float) {
    self.meanX = meanX
    self.meanY = meanY
    self.deviationX = deviationX
    self.deviationY = deviationY
  }
}
