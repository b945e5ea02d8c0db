import Generation
import Networks
import PluginAPI

/// Text written word by word by a network with a softmax over a vocabulary (Graves 2013, section 3).
struct WordText: TaskPlugin {
  let descriptor = TaskDescriptor(
    name: "word-text",
    summary: "Text, word by word, in the manner of the text the model was trained on",
    text: .none, formats: ["txt", "json"],
    parameters: [
      ParameterDescriptor(
        name: "prime", kind: .string,
        help: "the words the text begins with, as the vocabulary has them; the network goes on from there",
        defaultValue: .string("")),
      ParameterDescriptor(
        name: "length", kind: .integer, help: "how much is written after the beginning; an end of line counts as one",
        defaultValue: .integer(100), minimum: 1, maximum: 100_000, unit: "words"),
      ParameterDescriptor(
        name: "detokenise", kind: .boolean,
        help: "join words and punctuation as people write them, not as the vocabulary splits them",
        defaultValue: .boolean(true)),
    ] + SymbolSampling.parameters("word"),
    score: ScoreDescriptor(text: .required))

  func check(_ request: ItemRequest, model: PluginModel) throws(RequestError) {
    _ = try begin(request, model: model)
  }

  func begin(_ request: ItemRequest, model: PluginModel) throws(RequestError) -> any ItemProcess {
    switch request.operation {
    case .generate: WordTextProcess(passage: try Passage(request, model: model))
    case .score: ScoreProcess(text: try ScoredText(request, model: model))
    }
  }
}

/// A checked request: what to write, and with which symbols.
struct Passage: Sendable {
  static let primeLimit = 100_000

  let vocabulary: Vocabulary
  /// What the user gave.
  let prime: String
  /// Its words.
  let primeSymbols: [Int]
  /// Words to write after the prime.
  let length: Int
  let sampling: SymbolSampling
  let detokenises: Bool
  let format: String
  let seed: UInt64
  let receipt: Receipt?
  let model: PluginModel

  init(_ request: ItemRequest, model: PluginModel) throws(RequestError) {
    vocabulary = try Vocabulary(ofTextModel: model)
    guard let length = request.integer("length"), (1...100_000).contains(length) else {
      throw RequestError("The parameter length must be a whole number from 1 to 100000 words")
    }
    sampling = try SymbolSampling(request)
    prime = request.string("prime") ?? ""
    primeSymbols = try vocabulary.indices(of: prime)
    guard primeSymbols.count <= Self.primeLimit else {
      throw RequestError("The prime has \(primeSymbols.count) words; at most \(Self.primeLimit) are allowed")
    }
    self.length = length
    detokenises = request.boolean("detokenise") ?? true
    format = request.format
    seed = request.seed
    receipt = request.receipt
    self.model = model
  }

  /// Symbols the network is led through; with none it starts from the null vector.
  var leadIn: [Int] { primeSymbols.isEmpty ? vocabulary.opening : primeSymbols }
}
