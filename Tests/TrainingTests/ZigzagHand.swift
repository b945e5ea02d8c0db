import Networks

@testable import Training

/// A small network for the letters a to e and the blank, with scattered weights, and a person who writes in zigzags.
enum ZigzagHand {
  static let alphabet = InkAlphabet(of: ["abcde "])
  static let normalisation = InkNormalisation(meanX: 8, meanY: 0, deviationX: 40, deviationY: 36)

  static func package() throws -> ModelPackage {
    let architecture = Architecture(
      input: .ink, layers: [.init(cells: 16), .init(cells: 16, peepholes: true)],
      window: .init(components: 3, symbols: alphabet.symbols.count), inputSkips: true, outputSkips: true,
      head: .mixtureDensity(components: 3))
    let weights = FlatParameters(architecture)
    weights.initialise(seed: 5)
    var package = ModelPackage(
      description: ModelDescription(
        name: "small", task: "handwriting-synthesis", summary: "Small.", architecture: architecture,
        alphabet: alphabet.symbols, normalisation: normalisation), tensors: weights.tensors)
    package.description.weightsDigest = ModelExport.sha256(try package.weightsBytes())
    return package
  }

  /// Strokes of a text: each letter goes up and down as often as it is far in the alphabet.
  static func strokes(_ text: String) -> [[[Double]]] {
    var x = 10.0
    return text.flatMap { letter -> [[[Double]]] in
      guard letter != " " else {
        x += 12
        return []
      }
      let teeth = Int(letter.unicodeScalars.first!.value) - 96
      let points = (0...(8 * teeth)).map { step -> [Double] in
        x += 0.7
        let phase = step % 8
        return [x, 50 - 2.5 * Double(phase < 4 ? phase : 8 - phase)]
      }
      x += 3
      return [points]
    }
  }

  static func json(_ text: String, saysSo: Bool = true) -> String {
    let strokes = strokes(text).map { "[" + $0.map { "[\($0[0]),\($0[1])]" }.joined(separator: ",") + "]" }
    return "{" + (saysSo ? "\"text\": \"\(text)\", " : "") + "\"strokes\": [\(strokes.joined(separator: ","))]}"
  }

  static let texts = ["abc de", "bad cab", "ace bed", "dab deb"]
}
