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
        name: "temperature", kind: .number,
        help: "1 draws as the network says, less is safer, 0 always takes the most probable word",
        defaultValue: .number(0.8), minimum: 0, maximum: 5),
      ParameterDescriptor(
        name: "detokenise", kind: .boolean,
        help: "join words and punctuation as people write them, not as the vocabulary splits them",
        defaultValue: .boolean(true)),
    ])

  func check(_ request: ItemRequest, model: PluginModel) throws(RequestError) {
    _ = try Passage(request, model: model)
  }

  func begin(_ request: ItemRequest, model: PluginModel) throws(RequestError) -> any ItemProcess {
    WordTextProcess(passage: try Passage(request, model: model))
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
  let temperature: Double
  let detokenises: Bool
  let format: String
  let seed: UInt64
  let model: PluginModel

  init(_ request: ItemRequest, model: PluginModel) throws(RequestError) {
    guard case .softmax = model.description.architecture.head else {
      throw RequestError("The model '\(model.description.name)' does not write text; choose one of the same task")
    }
    guard let length = request.integer("length"), (1...100_000).contains(length) else {
      throw RequestError("The parameter length must be a whole number from 1 to 100000 words")
    }
    guard let temperature = request.number("temperature"), (0...5).contains(temperature) else {
      throw RequestError("The parameter temperature must be a number from 0 to 5")
    }
    prime = request.string("prime") ?? ""
    vocabulary = Vocabulary(model.description)
    primeSymbols = try vocabulary.indices(of: prime)
    guard primeSymbols.count <= Self.primeLimit else {
      throw RequestError("The prime has \(primeSymbols.count) words; at most \(Self.primeLimit) are allowed")
    }
    self.length = length
    self.temperature = temperature
    detokenises = request.boolean("detokenise") ?? true
    format = request.format
    seed = request.seed
    self.model = model
  }

  /// Below a thousandth the softmax leaves nothing to chance, and its arithmetic would leave the range of its numbers.
  var samplingTemperature: Float { temperature < 0.001 ? 0 : Float(temperature) }

  /// Symbols the network is led through; with none it starts from the null vector.
  var leadIn: [Int] { primeSymbols.isEmpty ? vocabulary.opening : primeSymbols }
}
