/// Written passages on their way to pages: levelled, completed by signs, brought to one size and cut into words.
public struct Composition: Sendable {
  /// What was written between two line breaks of the text.
  public struct Paragraph: Sendable {
    public var passages: [Passage]
    /// Those of the passages, by number, that end within a word, with which the next goes on.
    public var divided: Set<Int>
    /// Empty lines before it.
    public var linesBefore: Double

    public init(passages: [Passage], divided: Set<Int> = [], linesBefore: Double = 0) {
      self.passages = passages
      self.divided = divided
      self.linesBefore = linesBefore
    }
  }

  /// The words of each paragraph, all in one size.
  public let paragraphs: [WrittenParagraph]

  /// - Parameters:
  ///   - usualXHeight: the usual x-height of such ink, in data units.
  ///   - denoising: strength of the filter against tremor, 0 to 1.
  ///   - manner: how the hand differs from what was drawn.
  public init(
    _ paragraphs: [Paragraph], usualXHeight: Double, denoising: Double = 0.5, manner: Manner = .plain
  ) {
    let levelled = paragraphs.flatMap(\.passages).map { LevelledPassage($0, denoising: denoising).composed() }
    let words = zip(levelled, CommonSize.xHeights(of: levelled, usual: usualXHeight)).map { passage, xHeight in
      var passage = passage
      // Narrow letters would leave less room between words than parts them.
      passage.passage.wordStarts = passage.wordStarts()
      passage.passage = manner.shaped(passage.passage, xHeight: xHeight)
      return WrittenWord.words(of: passage, xHeight: xHeight).map(manner.leaning)
    }
    var next = 0
    self.paragraphs = paragraphs.map { paragraph in
      defer { next += paragraph.passages.count }
      let own = paragraph.passages.indices.flatMap { number in
        var own = words[next + number]
        if !own.isEmpty { own[own.count - 1].continues = paragraph.divided.contains(number) }
        return own
      }
      return WrittenParagraph(words: own, linesBefore: paragraph.linesBefore)
    }
  }
}
