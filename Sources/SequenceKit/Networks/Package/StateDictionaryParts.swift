/// The names of a state dictionary, sorted into LSTM layers and other modules.
struct StateDictionaryParts {
  /// One layer of an LSTM.
  struct Layer {
    /// How errors call it: `lstm.…_l0`.
    var name: String
    /// Full names of its tensors by part: `weight_ih`, `weight_hh`, `bias_ih`, `bias_hh`, `peepholes`.
    var names: [String: String]
  }

  /// Any other module with a matrix, a bias or both.
  struct Module {
    /// What stands before `weight` and `bias`, the dot included.
    var prefix: String
    var weight: String?
    var bias: String?

    var names: [String] { [weight, bias].compactMap { $0 } }
  }

  /// In the order in which they run, as far as names tell.
  var layers: [Layer] = []
  var modules: [Module] = []
  /// Tensors that are neither.
  var strangers: [String] = []

  private static let parts: Set<Substring> = ["weight_ih", "weight_hh", "bias_ih", "bias_hh", "peepholes"]

  private struct Key: Hashable {
    var prefix: String
    /// Number within a `torch.nn.LSTM`; nil for an `LSTMCell`.
    var number: Int?
  }

  init(_ tensors: [String: Safetensors.Tensor]) throws(ModelPackageError) {
    var found: [Key: [String: String]] = [:]
    var others: [String: Module] = [:]
    for name in tensors.keys {
      let leaf = name.split(separator: ".", omittingEmptySubsequences: false).last ?? ""
      let prefix = String(name.dropLast(leaf.count))
      switch leaf {
      case "weight": others[prefix, default: Module(prefix: prefix)].weight = name
      case "bias": others[prefix, default: Module(prefix: prefix)].bias = name
      default:
        if leaf.hasSuffix("_reverse") {
          throw ModelPackageError("the tensor '\(name)' is of a bidirectional LSTM, which cannot generate")
        }
        if leaf.hasPrefix("weight_hr") {
          throw ModelPackageError("the tensor '\(name)' is of an LSTM with proj_size, which is not supported; use 0")
        }
        guard let (part, number) = Self.layerPart(leaf) else {
          strangers.append(name)
          continue
        }
        found[Key(prefix: prefix, number: number), default: [:]][part] = name
      }
    }
    layers = found.sorted { Self.precedes($0.key, $1.key) }.map { key, names in
      Layer(name: key.number.map { "\(key.prefix)*_l\($0)" } ?? "\(key.prefix)*", names: names)
    }
    modules = others.values.sorted { $0.prefix < $1.prefix }
  }

  /// `weight_ih_l3` is part `weight_ih` of layer 3, `weight_ih` that of a cell.
  private static func layerPart(_ leaf: Substring) -> (part: String, number: Int?)? {
    if parts.contains(leaf) { return (String(leaf), nil) }
    guard let mark = leaf.lastIndex(of: "_"), parts.contains(leaf[..<mark]) else { return nil }
    let digits = leaf[leaf.index(after: mark)...]
    guard digits.first == "l", let number = Int(digits.dropFirst()), number >= 0 else { return nil }
    return (String(leaf[..<mark]), number)
  }

  private static func precedes(_ a: Key, _ b: Key) -> Bool {
    a.prefix == b.prefix ? (a.number ?? 0) < (b.number ?? 0) : precedes(a.prefix[...], b.prefix[...])
  }

  /// Names in the order a person counts in: `cells.2` before `cells.10`.
  private static func precedes(_ a: Substring, _ b: Substring) -> Bool {
    var (a, b) = (a, b)
    while let x = a.first, let y = b.first {
      let (m, n) = (a.prefix(while: \.isWholeNumber), b.prefix(while: \.isWholeNumber))
      if let left = Int(m), let right = Int(n) {
        if left != right { return left < right }
        (a, b) = (a.dropFirst(m.count), b.dropFirst(n.count))
      } else {
        if x != y { return x < y }
        (a, b) = (a.dropFirst(), b.dropFirst())
      }
    }
    return a.isEmpty && !b.isEmpty
  }
}
