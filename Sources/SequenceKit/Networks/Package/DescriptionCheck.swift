extension ModelDescription {
  /// What makes the description unusable, as the second half of a sentence; nil when it is sound.
  ///
  /// Sizes are bounded before anything is computed from them, so that a hostile `model.json` ends in a sentence.
  var defect: String? {
    let largest = 1 << 20
    func unfit(_ what: String, _ value: Int, _ bound: Int) -> String? {
      (1...bound).contains(value) ? nil : "\(what) is \(value); 1 to \(bound) is possible"
    }
    if let text = Self.nameDefect(name) { return text }
    guard (1...64).contains(architecture.layers.count) else {
      return "it has \(architecture.layers.count) layers; 1 to 64 are possible"
    }
    for (index, layer) in architecture.layers.enumerated() {
      if let text = unfit("the number of cells of layer \(index)", layer.cells, 1 << 16) { return text }
      if let text = unfit("the number of bias vectors of layer \(index)", layer.biases, 2) { return text }
    }
    if let window = architecture.window {
      if let text = unfit("the number of window components", window.components, 1024) { return text }
      if let text = unfit("the number of window symbols", window.symbols, largest) { return text }
    }
    switch architecture.input {
    case .ink: break
    case .oneHot(let symbols):
      if let text = unfit("the number of input symbols", symbols, largest) { return text }
    case .embedding(let symbols, let dimension):
      if let text = unfit("the number of input symbols", symbols, largest) { return text }
      if let text = unfit("the dimension of the embedding", dimension, 1 << 16) { return text }
    }
    return headDefect(largest: largest) ?? tiedDefect ?? alphabetDefect ?? normalisationDefect
  }

  /// Why a model cannot have a name; nil where it can.
  public static func nameDefect(_ name: String) -> String? {
    if !name.isEmpty, name.utf8.allSatisfy(isNameByte) { return nil }
    return "the name '\(name)' may hold only lower-case letters, digits, '-', '_' and '.'"
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }
  }

  private func headDefect(largest: Int) -> String? {
    switch (architecture.head, architecture.input) {
    case (.mixtureDensity(let components), .ink):
      return (1...1024).contains(components)
        ? nil : "the number of mixture components is \(components); 1 to 1024 is possible"
    case (.mixtureDensity, _):
      return "a mixture-density head needs ink as input"
    case (.softmax, .ink):
      return "a softmax head needs symbols as input"
    case (.softmax(let symbols), .oneHot(let inputs)), (.softmax(let symbols), .embedding(let inputs, _)):
      guard (1...largest).contains(symbols) else {
        return "the number of output symbols is \(symbols); 1 to \(largest) is possible"
      }
      return symbols <= inputs ? nil : "the head gives \(symbols) symbols, but the input takes only \(inputs)"
    }
  }

  private var tiedDefect: String? {
    guard architecture.tied else { return nil }
    guard case .embedding(let inputs, let dimension) = architecture.input else {
      return "a tied head needs an embedding as input"
    }
    guard architecture.head.width == inputs, architecture.headInputWidth == dimension else {
      return "a tied head shares the embedding's matrix of \(inputs) × \(dimension), but it would need "
        + "\(architecture.head.width) × \(architecture.headInputWidth)"
    }
    return nil
  }

  private var alphabetDefect: String? {
    let symbols: Int
    if let window = architecture.window {
      symbols = window.symbols
    } else if case .softmax(let outputs) = architecture.head {
      symbols = outputs
    } else {
      return nil
    }
    if alphabet.count != symbols {
      return "the alphabet has \(alphabet.count) symbols, but the architecture has \(symbols)"
    }
    // A window reads characters, which may be spelled in several ways; a softmax has one output for each spelling.
    let distinct =
      architecture.window == nil ? Set(alphabet.map { Array($0.unicodeScalars) }).count : Set(alphabet).count
    return distinct == alphabet.count ? nil : "the alphabet names a symbol twice"
  }

  private var normalisationDefect: String? {
    guard let normalisation else {
      return architecture.input == .ink ? "the normalisation of the ink is missing" : nil
    }
    let deviations = [normalisation.deviationX, normalisation.deviationY]
    let means = [normalisation.meanX, normalisation.meanY]
    guard deviations.allSatisfy({ (1e-9...1e9).contains($0) }), means.allSatisfy({ abs($0) <= 1e9 }) else {
      return "the normalisation's deviations must be positive, between 1e-9 and 1e9, and its means at most 1e9"
    }
    return nil
  }
}
