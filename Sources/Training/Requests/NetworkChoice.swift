import FoundationEssentials
public import Networks

/// Networks by name or by file.
public enum NetworkChoice {
  /// The network of a preset's name or of a `model.json`.
  /// - Parameter symbols: size of the window's alphabet; nil keeps the network's own.
  /// - Throws: `InvalidRequest` for an unknown name or a file that describes no network.
  public static func architecture(_ name: String, symbols: Int?) throws -> Architecture {
    switch name {
    case "seed": return .seedSynthesis(symbols: symbols ?? 60)
    case "graves": return .gravesSynthesis(symbols: symbols ?? 57)
    default:
      guard name.hasSuffix(".json") else {
        throw InvalidRequest("there is no network called \(name); give seed, graves or the path of a model.json")
      }
      let folder = name.contains("/") ? String(name[..<(name.lastIndex(of: "/") ?? name.startIndex)]) : "."
      var architecture = try ModelPackage.loadDescription(folder: folder).architecture
      if let symbols { architecture.window?.symbols = symbols }
      return architecture
    }
  }
}
