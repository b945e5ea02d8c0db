/// What there is of an item that is being made: a text or ink.
public struct JobPreview: Codable, Sendable, Equatable {
  /// A line of ink, or a piece of one that is written by itself.
  public struct Line: Codable, Sendable, Equatable {
    private enum CodingKeys: String, CodingKey {
      case text, strokes
      case isComplete = "complete"
    }

    /// What it is to say; empty where there is no telling.
    public var text: String
    /// Whether nothing more comes.
    public var isComplete: Bool
    /// Of each stroke x and y of its points by turns, in hundredths of an x-height: x to the right, y downwards.
    public var strokes: [[Int]]

    public init(text: String, isComplete: Bool, strokes: [[Int]]) {
      self.text = text
      self.isComplete = isComplete
      self.strokes = strokes
    }
  }

  /// Number of the item.
  public var item: Int
  /// The end of the text so far.
  public var text: String?
  /// Lines in the order of reading, from the first that still grows on.
  public var ink: [Line]?

  public init(item: Int, text: String? = nil, ink: [Line]? = nil) {
    self.item = item
    self.text = text
    self.ink = ink
  }
}
