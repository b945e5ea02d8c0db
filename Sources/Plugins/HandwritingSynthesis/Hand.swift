import Ink

/// Ink that sets the hand: the network is led through it before it writes on its own.
struct Hand: Sendable, Equatable {
  /// What a hand has besides the ink that leads: how what was drawn is shaped, and what it is usually written with.
  struct Traits: Sendable, Equatable {
    var manner = Manner.plain
    /// nil for the usual.
    var bias: Double?
    /// Size of small letters, 1 for the usual.
    var size = 1.0
  }

  /// The most characters that lead; with the wanted text they stay within the length of the lines of the training.
  static let longestText = 30
  /// What the ink says, in the model's alphabet.
  var text: String
  /// Normalised.
  var offsets: [PenOffset]

  init(text: String, offsets: [PenOffset]) {
    self.text = text
    self.offsets = offsets
    // The pen is lifted before the next word, whatever the ink says.
    if !offsets.isEmpty { self.offsets[offsets.count - 1].penUp = true }
  }

  /// The network's inputs, T × 3.
  var inputs: [Float] { offsets.flatMap { [$0.dx, $0.dy, $0.penUp ? 1 : 0] } }
}
