import Generation
import Networks
import PluginAPI

/// Text written character by character by a network with a softmax over characters (Graves 2013, section 3).
struct CharacterText: TaskPlugin {
  let descriptor = TaskDescriptor(
    name: "character-text",
    summary: "Text, character by character, in the manner of the text the model was trained on",
    text: .none, formats: ["txt", "json"],
    parameters: [
      ParameterDescriptor(
        name: "prime", kind: .string, help: "how the text begins; the network goes on from there",
        defaultValue: .string("")),
      ParameterDescriptor(
        name: "length", kind: .integer,
        help: "how much is written after the beginning; of a model by bytes, so many bytes",
        defaultValue: .integer(400), minimum: 1, maximum: 100_000, unit: "characters"),
    ] + SymbolSampling.parameters("character"),
    score: ScoreDescriptor(text: .required))

  func check(_ request: ItemRequest, model: PluginModel) throws(RequestError) {
    _ = try begin(request, model: model)
  }

  func begin(_ request: ItemRequest, model: PluginModel) throws(RequestError) -> any ItemProcess {
    switch request.operation {
    case .generate: CharacterTextProcess(passage: try Passage(request, model: model))
    case .score: ScoreProcess(text: try ScoredText(request, model: model))
    }
  }
}

/// A checked request: what to write, and with which symbols.
struct Passage: Sendable {
  static let primeLimit = 100_000

  let alphabet: Alphabet
  let prime: String
  /// Symbols the network is led through; with none it starts from the null vector.
  let leadIn: [Int]
  /// What the user should know of the prime.
  let remarks: [String]
  /// Characters to write after the prime.
  let length: Int
  let sampling: SymbolSampling
  let format: String
  let seed: UInt64
  let receipt: Receipt?
  let model: PluginModel

  init(_ request: ItemRequest, model: PluginModel) throws(RequestError) {
    alphabet = try Alphabet(ofTextModel: model)
    guard let length = request.integer("length"), (1...100_000).contains(length) else {
      throw RequestError("The parameter length must be a whole number from 1 to 100000 characters")
    }
    sampling = try SymbolSampling(request)
    prime = request.string("prime") ?? ""
    let encoded = try alphabet.encode(prime, source: "prime")
    guard encoded.symbols.count <= Self.primeLimit else {
      throw RequestError("The prime has \(encoded.symbols.count) characters; at most \(Self.primeLimit) are allowed")
    }
    leadIn = encoded.symbols.isEmpty ? alphabet.opening : encoded.symbols
    remarks = encoded.remark.map { [$0] } ?? []
    self.length = length
    format = request.format
    seed = request.seed
    receipt = request.receipt
    self.model = model
  }
}

extension Alphabet {
  /// - Throws: a sentence when the model writes no text, or not by character.
  init(ofTextModel model: PluginModel) throws(RequestError) {
    guard case .softmax = model.description.architecture.head else {
      throw RequestError("The model '\(model.description.name)' does not write text; choose one of the same task")
    }
    try self.init(model.description)
  }
}
