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
        name: "length", kind: .integer, help: "how much is written after the beginning",
        defaultValue: .integer(400), minimum: 1, maximum: 100_000, unit: "characters"),
      ParameterDescriptor(
        name: "temperature", kind: .number,
        help: "1 draws as the network says, less is safer, 0 always takes the most probable character",
        defaultValue: .number(0.8), minimum: 0, maximum: 5),
    ])

  func check(_ request: ItemRequest, model: PluginModel) throws(RequestError) {
    _ = try Passage(request, model: model)
  }

  func begin(_ request: ItemRequest, model: PluginModel) throws(RequestError) -> any ItemProcess {
    CharacterTextProcess(passage: try Passage(request, model: model))
  }
}

/// A checked request: what to write, and with which symbols.
struct Passage: Sendable {
  static let primeLimit = 100_000

  let alphabet: Alphabet
  let prime: String
  /// Symbols the network is led through; with none it starts from the null vector.
  let leadIn: [Int]
  /// Characters to write after the prime.
  let length: Int
  let temperature: Double
  let format: String
  let seed: UInt64
  let model: PluginModel

  init(_ request: ItemRequest, model: PluginModel) throws(RequestError) {
    guard case .softmax = model.description.architecture.head else {
      throw RequestError("The model '\(model.description.name)' does not write text; choose one of the same task")
    }
    guard let length = request.integer("length"), (1...100_000).contains(length) else {
      throw RequestError("The parameter length must be a whole number from 1 to 100000 characters")
    }
    guard let temperature = request.number("temperature"), (0...5).contains(temperature) else {
      throw RequestError("The parameter temperature must be a number from 0 to 5")
    }
    prime = request.string("prime") ?? ""
    alphabet = try Alphabet(model.description)
    let symbols = try alphabet.indices(of: prime)
    guard symbols.count <= Self.primeLimit else {
      throw RequestError("The prime has \(symbols.count) characters; at most \(Self.primeLimit) are allowed")
    }
    leadIn = symbols.isEmpty ? alphabet.opening : symbols
    self.length = length
    self.temperature = temperature
    format = request.format
    seed = request.seed
    self.model = model
  }

  /// Below a thousandth the softmax leaves nothing to chance, and its arithmetic would leave the range of its numbers.
  var samplingTemperature: Float { temperature < 0.001 ? 0 : Float(temperature) }
}
