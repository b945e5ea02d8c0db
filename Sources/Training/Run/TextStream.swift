/// Deals a text out to B tracks side by side, piece after piece, for truncated back-propagation.
///
/// The tracks are equal stretches of the text, which an epoch reads once from their beginnings to their ends. Each epoch
/// cuts the text elsewhere: it is turned by a distance that depends on the seed and the epoch alone.
struct TextStream: Codable {
  let seed: UInt64
  /// Tracks of all workers together.
  let tracks: Int
  let steps: Int
  /// Pieces after which the state starts from zero; 0 for only at an epoch's beginning.
  var resetEvery: Int
  private(set) var epoch = 0
  /// Pieces dealt in this epoch.
  private(set) var piece = 0

  /// Pieces of an epoch over a text of so many symbols.
  static func pieces(of count: Int, tracks: Int, steps: Int) -> Int { max(1, count / tracks / max(1, steps)) }

  /// Fills the chunks of all workers with the next piece of every track.
  mutating func fill(_ chunks: [Chunk], from text: [Int32]) {
    let pieces = Self.pieces(of: text.count, tracks: tracks, steps: steps)
    if piece == pieces { (epoch, piece) = (epoch + 1, 0) }
    var generator = SplitMix64(state: seed &+ UInt64(epoch) &* 0x9E37_79B9_7F4A_7C15)
    let turn = epoch == 0 ? 0 : Int(generator.next() % UInt64(text.count))
    let begins = piece == 0 || (resetEvery > 0 && piece % resetEvery == 0)
    let length = text.count / tracks
    var track = 0
    for chunk in chunks {
      chunk.clear()
      for row in 0..<chunk.rows {
        let start = turn + track * length + piece * steps
        for step in 0..<steps {
          let place = step * chunk.rows + row
          let here = (start + step) % text.count
          chunk.symbols[place] = here == 0 ? -1 : text[here - 1]
          chunk.nextSymbols[place] = text[here]
          chunk.places[place] = Int32(here)
          chunk.mask[place] = 1
        }
        if begins { chunk.reset[row] = 1 }
        track += 1
      }
      chunk.units = chunk.rows * steps
    }
    piece += 1
  }
}

/// Deals a text out once, for scoring: tracks side by side, each led into by the symbols before it, which do not count.
struct TextTracks {
  /// Symbols that bring a track's state to where one reading of the whole text would have it, as nearly as matters.
  static let leadIn = 1000

  private let tracks: Int
  private let length: Int
  private var position: Int
  private let count: Int

  init(count: Int, tracks: Int) {
    self.tracks = tracks
    self.count = count
    length = (count + tracks - 1) / tracks
    position = -min(Self.leadIn, length)
  }

  var isExhausted: Bool { position >= length }

  mutating func fill(_ chunks: [Chunk], from text: [Int32]) {
    var track = 0
    for chunk in chunks {
      chunk.clear()
      for row in 0..<chunk.rows {
        for step in 0..<chunk.steps {
          let within = position + step
          let here = track * length + within
          guard within < length, here >= 0, here < count else { continue }
          let place = step * chunk.rows + row
          chunk.symbols[place] = here == 0 ? -1 : text[here - 1]
          chunk.nextSymbols[place] = text[here]
          chunk.places[place] = Int32(here)
          if here == 0 { chunk.reset[place] = 1 }
          guard within >= 0 else { continue }
          chunk.mask[place] = 1
          chunk.units += 1
        }
        track += 1
      }
    }
    position += chunks.first?.steps ?? length
  }
}
