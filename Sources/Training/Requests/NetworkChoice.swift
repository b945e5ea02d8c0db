import FoundationEssentials
public import Networks

/// Networks by name or by file.
public enum NetworkChoice {
  /// Names that a task knows, each with what it is.
  public static func names(for task: TrainableTask) -> [(name: String, summary: String)] {
    switch task {
    case .characterText:
      [
        ("seed", "embedding of 256, LSTM 1000 with two biases"),
        ("seed-wikipedia", "embedding of 256, LSTM 1024 with one bias"),
        ("graves", "one-hot symbols, LSTM 1000 with peepholes"),
        ("deep", "embedding of 128, LSTM 700 and 700"),
      ]
    case .wordText:
      [
        ("seed", "embedding of 256, LSTM 1000 with two biases"),
        ("graves", "one-hot words, LSTM 1000 with peepholes"),
        ("tied", "embedding of 400 shared with the head, LSTM 800 and 400"),
        ("tied-small", "embedding of 300 shared with the head, LSTM 300 and 300"),
      ]
    case .handwritingPrediction:
      [
        ("seed", "three layers of 256, 10 Gaussians"), ("seed-1", "one layer of 256, 10 Gaussians"),
        ("graves", "three layers of 400 with peepholes and skips, 20 Gaussians"),
        ("graves-1", "one layer of 900 with peepholes, 20 Gaussians"),
      ]
    case .handwritingSynthesis:
      [
        ("seed", "two layers of 400, 20 Gaussians in the window"),
        ("graves", "three layers of 400 with peepholes, 10 Gaussians in the window"),
      ]
    }
  }

  /// The network of a preset's name or of a `model.json`.
  /// - Parameter symbols: size of the alphabet, 2 to 1,000,000; nil keeps the network's own.
  /// - Throws: `InvalidRequest` for an unknown name, a file that describes no network, or such a size.
  public static func architecture(_ name: String, for task: TrainableTask, symbols: Int?) throws -> Architecture {
    if let symbols, !(2...1_000_000).contains(symbols) {
      throw InvalidRequest("--symbols \(symbols) is outside 2 to 1000000")
    }
    switch (task, name) {
    case (.characterText, "seed"): return .seedText(symbols: symbols ?? 50)
    case (.characterText, "seed-wikipedia"): return .seedText(symbols: symbols ?? 621, cells: 1024, biases: 1)
    case (.characterText, "graves"): return .gravesText(symbols: symbols ?? 49)
    case (.characterText, "deep"): return .deepText(symbols: symbols ?? 50)
    case (.wordText, "seed"): return .seedText(symbols: symbols ?? 10_000)
    case (.wordText, "graves"): return .gravesText(symbols: symbols ?? 10_000)
    case (.wordText, "tied"): return .tiedText(symbols: symbols ?? 10_000)
    case (.wordText, "tied-small"): return .tiedText(symbols: symbols ?? 10_000, dimension: 300, cells: [300])
    case (.handwritingPrediction, "seed"): return .seedPrediction()
    case (.handwritingPrediction, "seed-1"): return .seedPrediction(layers: 1)
    case (.handwritingPrediction, "graves"): return .gravesPrediction(cells: [400, 400, 400])
    case (.handwritingPrediction, "graves-1"): return .gravesPrediction(cells: [900])
    case (.handwritingSynthesis, "seed"): return .seedSynthesis(symbols: symbols ?? 60)
    case (.handwritingSynthesis, "graves"): return .gravesSynthesis(symbols: symbols ?? 57)
    default:
      let leaf = name.split(separator: "/").last.map(String.init)
      guard leaf == ModelPackage.descriptionFile else {
        let known = names(for: task).map(\.name).joined(separator: ", ")
        throw InvalidRequest(
          "there is no network called \(name) for \(task.rawValue); give \(known) or the path of a model.json")
      }
      let folder = name.contains("/") ? String(name[..<(name.lastIndex(of: "/") ?? name.startIndex)]) : "."
      var architecture = try ModelPackage.loadDescription(folder: folder).architecture
      if let symbols { architecture.resize(symbols: symbols) }
      return architecture
    }
  }
}

extension Architecture {
  /// Takes the network to an alphabet of another size.
  mutating func resize(symbols: Int) {
    window?.symbols = symbols
    switch input {
    case .ink: return
    case .oneHot: input = .oneHot(symbols: symbols)
    case .embedding(_, let dimension): input = .embedding(symbols: symbols, dimension: dimension)
    }
    head = .softmax(symbols: symbols)
  }
}
