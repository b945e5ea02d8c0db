import FoundationEssentials
import Generation
import Ink
import Networks

/// What the cells of one layer did along a text, seen with the readable forward pass.
public struct CellTrace: Sendable {
  /// For each step the label below it: the character or word that was read, or that the pen was at.
  var labels: [String]
  /// [step][cell]: h of the layer.
  var hidden: [[Float]]
  let title: String

  /// Runs a model along a text: a model of text reads it, a model of handwriting writes it.
  /// - Parameters:
  ///   - text: nil for a model of handwriting that draws without one.
  ///   - layer: from 0.
  ///   - seed: of the writing.
  ///   - steps: points at most where no text ends the line.
  public init(
    model folder: String, text: String?, layer: Int, seed: UInt64, bias: Double, steps: Int
  ) async throws {
    let package = try ModelPackage.load(folder: folder)
    let architecture = package.description.architecture
    guard architecture.layers.indices.contains(layer) else {
      throw InvalidRequest(
        "the model has no layer \(layer); its layers are 0 to \(architecture.layers.count - 1)")
    }
    guard text?.isEmpty != true else { throw InvalidRequest("there is no text to follow; give --text") }
    title = "\(package.description.name), layer \(layer)"
    let network = ReferenceNetwork(package)
    var state = network.initialState
    hidden = []
    labels = []
    if architecture.input == .ink {
      let recorded = try await InkPlots(model: folder).record(text, seed: seed, bias: bias, steps: steps).sampler
      let indices = InkAlphabet(symbols: package.description.alphabet).indices(of: text ?? "")
      let characters = (text ?? "").map { String($0) }
      var input: [Float] = []
      var before = -1
      for (number, point) in recorded.points.enumerated() {
        let character = recorded.characters.indices.contains(number) ? recorded.characters[number] : -1
        _ = network.step(input, text: indices, state: &state)
        hidden.append(state.hidden[layer])
        labels.append(character == before || !characters.indices.contains(character) ? "" : characters[character])
        before = character
        input = [point.dx, point.dy, point.penUp ? 1 : 0]
      }
    } else {
      guard let text else { throw InvalidRequest("the model reads a text; give it with --text") }
      let symbols = try Self.symbols(of: text, package.description)
      for symbol in symbols {
        _ = network.step([Float(symbol)], state: &state)
        hidden.append(state.hidden[layer])
        let name = package.description.alphabet[symbol]
        labels.append(name == " " ? "␣" : name == "\n" ? "↵" : name)
      }
    }
  }

  /// The cells whose activity varies most along the text, in order of their numbers.
  public func mostVaried(_ count: Int) -> [Int] {
    guard let first = hidden.first else { return [] }
    let variances = first.indices.map { cell in
      let mean = hidden.reduce(0) { $0 + $1[cell] } / Float(hidden.count)
      return hidden.reduce(0) { $0 + ($1[cell] - mean) * ($1[cell] - mean) }
    }
    return variances.indices.sorted { (variances[$1], $0) < (variances[$0], $1) }.prefix(count).sorted()
  }

  /// Draws some cells.
  /// - Throws: `InvalidRequest` for a cell that the layer does not have.
  public func plot(_ cells: [Int], to path: String) throws {
    let size = hidden.first?.count ?? 0
    if let wrong = cells.first(where: { !(0..<size).contains($0) }) {
      throw InvalidRequest("the layer has no cell \(wrong); its cells are 0 to \(size - 1)")
    }
    let plot = CellPlot(
      title: title, names: cells.map { "\($0)" }, labels: labels,
      activity: cells.map { cell in hidden.map { $0[cell] } })
    try PictureFile.write(to: path, png: { try plot.png() }, svg: { try plot.svg() })
  }

  private static func symbols(of text: String, _ model: ModelDescription) throws -> [Int] {
    let index = model.alphabet.indexByName
    let bytes = Array(text.utf8)
    let task = TrainableTask(rawValue: model.task)
    let split =
      if task == .wordText {
        try TextEncoding.words(bytes, index, file: "the text")
      } else if model.alphabet.contains(TextEncoding.name(of: 0xE2)) {
        try TextEncoding.bytes(bytes[...], index, file: "the text")
      } else {
        try TextEncoding.characters(bytes, model.alphabet, file: "the text")
      }
    return split.symbols.map { Int($0) }
  }
}
