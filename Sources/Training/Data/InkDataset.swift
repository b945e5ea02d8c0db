public import Networks

/// One line as a network sees it.
public struct InkSequence: Equatable, Sendable {
  /// The line's id.
  public var id: String
  /// Indices into the alphabet.
  public var text: [Int]
  /// T × 3, row-major: Δx, Δy (normalised) and pen: 1 when the point that the offset leads to is the last of its
  /// stroke, else 0. A line of N points has T = N − 1 offsets.
  public var offsets: [Float]
  /// Offsets at the beginning that are only read: what they cost is not counted, and not learned from.
  public var lead: Int

  /// T.
  public var count: Int { offsets.count / 3 }

  public init(id: String, text: [Int], offsets: [Float], lead: Int = 0) {
    self.id = id
    self.text = text
    self.offsets = offsets
    self.lead = lead
  }
}

/// Everything the training of a handwriting network needs to know of its data.
public struct InkDataset: Sendable {
  public var training: [InkSequence]
  public var validation: [InkSequence]
  /// Symbols by index.
  public var alphabet: [String]
  /// Mean and deviation of the training set's offsets.
  public var normalisation: InkNormalisation
  /// How often each character occurs in the training lines.
  public var characterCounts: [String: Int]
  /// Occurrences below which lines with a character are there several times; nil where each line is there once.
  public internal(set) var balance: Int?
  /// Offsets of the training lines in all.
  public var trainingPoints: Int { training.reduce(0) { $0 + $1.count } }

  /// A data set of lines that are normalised already.
  public init(
    training: [InkSequence], validation: [InkSequence], alphabet: InkAlphabet, normalisation: InkNormalisation
  ) {
    self.training = training
    self.validation = validation
    self.alphabet = alphabet.symbols
    self.normalisation = normalisation
    characterCounts = [:]
    for index in training.lazy.flatMap(\.text) { characterCounts[alphabet.symbols[index], default: 0] += 1 }
  }

  /// Normalises a corpus: every offset has the training set's mean subtracted and is divided by its deviation, per axis.
  ///
  /// Lines with fewer than two points have no offset and are left out.
  /// - Parameters:
  ///   - alphabet: the symbols; nil takes every character that occurs in the training lines.
  ///   - normalisation: nil measures it; give a model's own to evaluate that model.
  public init(_ corpus: InkCorpus, alphabet: InkAlphabet? = nil, normalisation: InkNormalisation? = nil) {
    let symbols = alphabet ?? InkAlphabet(of: corpus.training.lazy.map(\.text))
    let scale = normalisation ?? InkNormalisation(measuring: corpus.training)
    self.alphabet = symbols.symbols
    self.normalisation = scale
    training = corpus.training.compactMap { InkSequence($0, symbols, scale) }
    validation = corpus.validation.compactMap { InkSequence($0, symbols, scale) }
    characterCounts = [:]
    for line in corpus.training { for character in line.text { characterCounts[String(character), default: 0] += 1 } }
  }
}

extension InkSequence {
  /// The offsets of a line; nil when it has fewer than two points.
  init?(_ line: InkLine, _ alphabet: InkAlphabet, _ scale: InkNormalisation) {
    let count = line.pointCount
    guard count > 1 else { return nil }
    var offsets: [Float] = []
    offsets.reserveCapacity(3 * (count - 1))
    var previous: InkPoint?
    for stroke in line.strokes {
      for index in stroke.indices {
        let point = stroke[index]
        if let previous {
          offsets.append((point.x - previous.x - scale.meanX) / scale.deviationX)
          offsets.append((point.y - previous.y - scale.meanY) / scale.deviationY)
          offsets.append(index == stroke.count - 1 ? 1 : 0)
        }
        previous = point
      }
    }
    self.init(id: line.id, text: alphabet.indices(of: line.text), offsets: offsets)
  }
}

extension InkNormalisation {
  /// Mean and deviation per axis over every offset of the lines.
  ///
  /// An axis without movement gets the deviation 1, no offsets the mean 0.
  init(measuring lines: [InkLine]) {
    var count = 0.0
    var sum = SIMD2<Double>()
    var squares = SIMD2<Double>()
    for line in lines {
      var previous: InkPoint?
      for stroke in line.strokes {
        for point in stroke {
          if let previous {
            let offset = SIMD2(Double(point.x - previous.x), Double(point.y - previous.y))
            count += 1
            sum += offset
            squares += offset * offset
          }
          previous = point
        }
      }
    }
    // Offsets are whole numbers but for interpolated points, so these sums lose nothing that matters.
    let mean = sum / max(count, 1)
    var deviation = (squares / max(count, 1) - mean * mean).squareRoot()
    deviation.replace(with: 1, where: deviation .<= 0)
    self.init(
      meanX: Float(mean.x), meanY: Float(mean.y), deviationX: Float(deviation.x), deviationY: Float(deviation.y))
  }
}
