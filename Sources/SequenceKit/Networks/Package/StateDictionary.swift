/// The tensors of a PyTorch module, as `state_dict()` names them, brought to the places they have in an architecture.
///
/// LSTM layers are those of `torch.nn.LSTM` (`*.weight_ih_l0`, …) and `torch.nn.LSTMCell` (`*.weight_ih`, …), one after
/// the other in the order of their names, numbers counted as numbers; the embedding is a `torch.nn.Embedding`; window
/// and head are each a `torch.nn.Linear`. The modules' own names do not matter: shapes tell them apart.
public struct StateDictionary {
  private let tensors: [String: Safetensors.Tensor]

  public init(_ tensors: [String: Safetensors.Tensor]) { self.tensors = tensors }

  /// The values of every parameter of an architecture, by canonical name.
  /// - Throws: a sentence that names the tensor which is missing, does not fit, or has no place.
  public func parameters(for architecture: Architecture) throws(ModelPackageError) -> [String: [Float]] {
    var places = Places(architecture)
    let parts = try StateDictionaryParts(tensors)
    guard parts.layers.count == architecture.layers.count else {
      let found = parts.layers.map(\.name).joined(separator: ", ")
      throw ModelPackageError(
        "the state dictionary has \(parts.layers.count) LSTM layers\(found.isEmpty ? "" : " (\(found))"), but model.json "
          + "describes \(architecture.layers.count)")
    }
    for (index, layer) in parts.layers.enumerated() { try place(layer, at: index, of: architecture, in: &places) }
    var modules = parts.modules
    try placeEmbedding(&modules, in: &places)
    for part in ["window", "head"] { try placeLinear(part, &modules, in: &places) }
    let strangers = modules.flatMap { module in module.names.filter { !repeats($0, in: places) } } + parts.strangers
    if let stranger = strangers.min() {
      throw ModelPackageError(
        "the tensor '\(stranger)' of shape \(tensors[stranger]?.shape ?? []) has no place in the architecture of model.json"
      )
    }
    return places.values
  }

  private func place(
    _ layer: StateDictionaryParts.Layer, at index: Int, of architecture: Architecture, in places: inout Places
  ) throws(ModelPackageError) {
    let name = "layers.\(index)"
    for part in ["weight_ih", "weight_hh"] { try places.put(tensor(layer, part), at: "\(name).\(part)") }
    if architecture.layers[index].peepholes {
      guard let peepholes = layer.names["peepholes"] else {
        throw ModelPackageError(
          "model.json gives layer \(index) peepholes, but \(layer.name) has none, as every LSTM of PyTorch; "
            + "set \"peepholes\" to false")
      }
      try places.put((peepholes, tensors[peepholes]), at: "\(name).peepholes")
    } else if let peepholes = layer.names["peepholes"] {
      throw ModelPackageError("the tensor '\(peepholes)' is there, but model.json gives layer \(index) no peepholes")
    }
    if architecture.layers[index].biases == 2 {
      for part in ["bias_ih", "bias_hh"] { try places.put(tensor(layer, part), at: "\(name).\(part)") }
      return
    }
    // Only their sum enters the gates, so a layer described with one bias vector takes either of them, or both.
    let biases = ["bias_ih", "bias_hh"].compactMap { layer.names[$0] }
    guard let first = biases.first else {
      throw ModelPackageError("\(layer.name) has neither bias_ih nor bias_hh; make the module with bias=True")
    }
    for bias in biases { try places.put((bias, tensors[bias]), at: "\(name).bias_ih", adding: bias != first) }
  }

  private func tensor(
    _ layer: StateDictionaryParts.Layer, _ part: String
  ) throws(ModelPackageError) -> (name: String, Safetensors.Tensor?) {
    guard let name = layer.names[part] else { throw ModelPackageError("\(layer.name) has no \(part)") }
    return (name, tensors[name])
  }

  /// The embedding is the module without a bias.
  private func placeEmbedding(
    _ modules: inout [StateDictionaryParts.Module], in places: inout Places
  ) throws(ModelPackageError) {
    guard let shape = places.shapes["embedding.weight"] else { return }
    let candidates = modules.filter { $0.bias == nil && shape == $0.weight.flatMap { tensors[$0]?.shape } }
    let named = candidates.first { $0.prefix.hasSuffix("embedding.") }
    guard let chosen = named ?? candidates.first, let weight = chosen.weight else {
      throw ModelPackageError("the state dictionary has no embedding: no matrix of shape \(shape) without a bias")
    }
    if named == nil, let other = candidates.first(where: { tensors[$0.weight ?? ""] != tensors[weight] }) {
      throw Self.bothFit([chosen, other], as: "embedding")
    }
    try places.put((weight, tensors[weight]), at: "embedding.weight")
    modules.removeAll { $0.prefix == chosen.prefix }
  }

  /// Window and head are matrices with biases.
  private func placeLinear(
    _ part: String, _ modules: inout [StateDictionaryParts.Module], in places: inout Places
  ) throws(ModelPackageError) {
    guard let biasShape = places.shapes["\(part).bias"] else { return }
    let shape = places.shapes["\(part).weight"]
    let fitting = modules.filter { module in
      guard let bias = module.bias, tensors[bias]?.shape == biasShape else { return false }
      return shape == nil || shape == module.weight.flatMap { tensors[$0]?.shape }
    }
    let named = fitting.filter { $0.prefix.hasSuffix("\(part).") }
    let candidates = named.count == 1 ? named : fitting
    guard let chosen = candidates.first, let bias = chosen.bias else {
      let wanted =
        shape.map { "no matrix of shape \($0) with a bias of \(biasShape)" } ?? "no bias of shape \(biasShape)"
      throw ModelPackageError("the state dictionary has no \(part): \(wanted)")
    }
    guard candidates.count == 1 else { throw Self.bothFit(Array(candidates.prefix(2)), as: part) }
    if shape != nil, let weight = chosen.weight { try places.put((weight, tensors[weight]), at: "\(part).weight") }
    try places.put((bias, tensors[bias]), at: "\(part).bias")
    modules.removeAll { $0.prefix == chosen.prefix }
    // A matrix that the architecture takes from elsewhere is still there, and must say the same.
    if shape == nil, let weight = chosen.weight {
      modules.append(StateDictionaryParts.Module(prefix: chosen.prefix, weight: weight))
    }
  }

  private static func bothFit(_ modules: [StateDictionaryParts.Module], as part: String) -> ModelPackageError {
    let names = modules.map { $0.prefix.dropLast() }.joined(separator: " and ")
    return ModelPackageError("\(names) both fit as the \(part); call the right one '\(part)'")
  }

  /// Whether a tensor is one that has its place already, stored a second time as PyTorch does with shared ones.
  private func repeats(_ name: String, in places: Places) -> Bool {
    guard let tensor = tensors[name] else { return false }
    return places.values.contains { places.shapes[$0.key] == tensor.shape && $0.value == tensor.values }
  }

  /// The architecture's parameters, filled one by one.
  private struct Places {
    let shapes: [String: [Int]]
    var values: [String: [Float]] = [:]

    init(_ architecture: Architecture) {
      shapes = Dictionary(uniqueKeysWithValues: architecture.parameters.map { ($0.name, $0.shape) })
    }

    mutating func put(
      _ tensor: (name: String, value: Safetensors.Tensor?), at place: String, adding: Bool = false
    ) throws(ModelPackageError) {
      guard let value = tensor.value, let shape = shapes[place] else { return }
      guard value.shape == shape else {
        throw ModelPackageError(
          "the tensor '\(tensor.name)' has the shape \(value.shape), but as '\(place)' model.json asks for \(shape)")
      }
      values[place] = adding ? zip(values[place] ?? [], value.values).map(+) : value.values
    }
  }
}
