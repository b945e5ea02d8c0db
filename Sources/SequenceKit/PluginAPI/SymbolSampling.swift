public import Generation

/// How a task that writes symbols draws them: parameters that such tasks have in common, and the sampler they lead to.
public struct SymbolSampling: Sendable, Equatable {
  public var temperature: Double
  public var topK: Int
  public var topP: Double
  /// Whether the symbol for what is outside of the alphabet may be drawn.
  public var allowsUnknown: Bool

  /// The parameters to declare.
  /// - Parameter symbol: what a symbol is called: `character`, `word`.
  public static func parameters(_ symbol: String) -> [ParameterDescriptor] {
    [
      ParameterDescriptor(
        name: "temperature", kind: .number,
        help: "1 draws as the network says, less is safer, 0 always takes the most probable \(symbol)",
        defaultValue: .number(0.8), minimum: 0, maximum: 5),
      ParameterDescriptor(
        name: "top-k", kind: .integer, help: "draw from the N most probable \(symbol)s only; 0 for all",
        defaultValue: .integer(0), minimum: 0, maximum: 1_000_000),
      ParameterDescriptor(
        name: "top-p", kind: .number,
        help: "draw from the most probable \(symbol)s only that together have this probability; 0 for all",
        defaultValue: .number(0), minimum: 0, maximum: 1),
      ParameterDescriptor(
        name: "allow-unknown", kind: .boolean,
        help: "let the model write its symbol for a \(symbol) outside of its alphabet, where it has one",
        defaultValue: .boolean(false)),
    ]
  }

  /// - Throws: a sentence that names the parameter that is missing or out of range.
  public init(_ request: ItemRequest) throws(RequestError) {
    guard let temperature = request.number("temperature"), (0...5).contains(temperature) else {
      throw RequestError("The parameter temperature must be a number from 0 to 5")
    }
    guard let topK = request.integer("top-k"), (0...1_000_000).contains(topK) else {
      throw RequestError("The parameter top-k must be a whole number from 0 to 1000000")
    }
    guard let topP = request.number("top-p"), (0...1).contains(topP) else {
      throw RequestError("The parameter top-p must be a number from 0 to 1")
    }
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
    allowsUnknown = request.boolean("allow-unknown") ?? false
  }

  /// - Parameters:
  ///   - length: symbols to draw.
  ///   - unknown: the symbol for what is outside of the alphabet; nil where the model has none.
  public func sampler(length: Int, unknown: Int?) -> CategoricalSampler {
    CategoricalSampler(
      .init(
        // Below a thousandth the softmax leaves nothing to chance, and its arithmetic would leave its numbers' range.
        temperature: temperature < 0.001 ? 0 : Float(temperature), topK: topK, topP: topP,
        excluded: allowsUnknown ? nil : unknown),
      length: length)
  }
}
