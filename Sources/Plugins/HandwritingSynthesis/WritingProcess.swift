import Generation
import Ink
import Networks
import PluginAPI

/// An item on its way: a first piece sets the hand unless a hand is given, then all others are written at once, led by
/// it; pieces with a fault are drawn again.
struct WritingProcess: ItemProcess {
  private struct Piece {
    var text: String
    var drawn: DrawnPiece?
    var attempts = 0
    var isSettled = false
  }

  private let plan: WritingPlan
  private var pieces: [Piece]
  private var hand: Hand?
  /// The pieces in the stage that is running.
  private var running: [Int] = []
  /// The piece that sets the hand; nil where a hand is given.
  private let leader: Int?

  init(_ plan: WritingPlan) {
    self.plan = plan
    pieces = plan.pieces.paragraphs.flatMap(\.pieces).map { Piece(text: $0) }
    hand = plan.hand
    leader = plan.hand == nil ? Self.leader(of: pieces.map(\.text)) : nil
  }

  /// The first piece that is long enough to show a hand, else the longest.
  private static func leader(of texts: [String]) -> Int? {
    texts.firstIndex { $0.count >= 15 } ?? texts.indices.max { texts[$0].count < texts[$1].count }
  }

  var estimatedSteps: Int {
    let lead = plan.hand?.offsets.count ?? 25 * min(pieces[leader ?? 0].text.count, Hand.longestText)
    return pieces.reduce(0) { $0 + 27 * $1.text.count + 20 + lead } - (plan.hand == nil ? lead : 0)
  }

  mutating func advance(_ finished: [FinishedSequence]) throws(RequestError) -> Stage {
    for (index, sequence) in zip(running, finished) { take(sequence, for: index) }
    running = waiting()
    guard !running.isEmpty else { return try finish() }
    return .generate(running.map { sequence($0) })
  }

  private mutating func take(_ sequence: FinishedSequence, for index: Int) {
    let drawn = DrawnPiece(
      sequence, text: pieces[index].text, startsLine: leadingHand(for: index) == nil, scale: plan.scale)
    pieces[index].attempts += 1
    if drawn.badness < pieces[index].drawn?.badness ?? .max { pieces[index].drawn = drawn }
    pieces[index].isSettled = drawn.isComplete || pieces[index].attempts >= plan.attempts
    if index == leader, pieces[index].isSettled { hand = pieces[index].drawn?.hand() }
  }

  /// The pieces to draw next.
  private func waiting() -> [Int] {
    if let leader, !pieces[leader].isSettled { return [leader] }
    return pieces.indices.filter { !pieces[$0].isSettled }
  }

  private func leadingHand(for index: Int) -> Hand? { index == leader ? nil : hand }

  private func sequence(_ index: Int) -> SequenceRequest {
    let piece = pieces[index]
    let lead = leadingHand(for: index)
    let prefix = lead.map { $0.text + " " } ?? ""
    return SequenceRequest(
      text: plan.alphabet.indices(of: prefix + piece.text), prime: lead?.inputs ?? [], seed: plan.request.seed,
      // Each attempt draws other numbers; there are at most 16.
      stream: UInt32(index * 64 + piece.attempts),
      sampler: MixtureDensitySampler(.init(bias: plan.bias, firstCharacter: prefix.count)),
      maximumSteps: (lead?.offsets.count ?? 0) + 400 + 80 * piece.text.count)
  }

  private func finish() throws(RequestError) -> Stage {
    let drawn = pieces.compactMap(\.drawn)
    guard drawn.count == pieces.count, drawn.allSatisfy({ !$0.offsets.isEmpty }) else {
      throw RequestError(
        "The model '\(plan.model.description.name)' drew nothing for a part of the text; try another seed or style.")
    }
    var next = 0
    let paragraphs = plan.pieces.paragraphs.map { paragraph in
      defer { next += paragraph.pieces.count }
      return Composition.Paragraph(
        passages: drawn[next..<next + paragraph.pieces.count].map(\.passage), linesBefore: paragraph.linesBefore)
    }
    let composition = Composition(paragraphs, usualXHeight: plan.usualXHeight)
    let receipt = plan.request.receipt?.drawn(
      by: InkDocument.renderer, ink: InkDigest.of(drawn.lazy.flatMap(\.offsets)))
    var pages = PageLayout(plan.setup).pages(composition.paragraphs)
    GivenText.note(plan.request.text, plan.alphabet, on: &pages)
    let document = InkDocument(
      pages: pages, text: plan.request.text, xHeight: plan.setup.xHeight, properties: properties,
      seed: plan.request.seed, receipt: try receipt?.json())
    let format = plan.request.format
    do {
      let bytes = try document.file(format: format, options: plan.options)
      return .done(
        Artifact(bytes: bytes, format: format, holdsReceipt: InkDocument.holdsReceipt(format)), remarks: remarks)
    } catch {
      throw RequestError(error.message)
    }
  }

  private var properties: [(name: String, value: String)] {
    [
      ("task", synthesisDescriptor.name), ("model", plan.model.description.name), ("modelDigest", plan.model.digest),
      ("seed", String(plan.request.seed)), ("bias", String(plan.bias)),
      ("style", plan.handName),
    ]
  }

  /// What the user should know of the result.
  private var remarks: [String] {
    var remarks = plan.pieces.divided.map { "The word '\($0)' is longer than a line and was divided." }
    for piece in pieces {
      guard let drawn = piece.drawn, !drawn.isComplete else { continue }
      var faults: [String] = []
      if !drawn.missing.isEmpty {
        faults.append("passed over " + drawn.missing.map { "'\($0)'" }.joined(separator: ", "))
      }
      if !drawn.ended { faults.append("did not come to its end by itself") }
      if !drawn.isLine { faults.append("went astray") }
      remarks.append(
        "The writing of '\(piece.text)' \(faults.joined(separator: " and ")) in \(piece.attempts) attempts; check it, "
          + "or try another seed, style or a higher bias.")
    }
    let again = pieces.filter { $0.attempts > 1 && $0.drawn?.isComplete == true }.count
    if again > 0 { remarks.append("\(again) of \(pieces.count) pieces of the text were drawn again.") }
    return remarks
  }
}
