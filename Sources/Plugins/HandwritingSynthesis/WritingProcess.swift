import Generation
import Ink
import Networks
import PluginAPI
import Recognition

/// An item on its way: where hands are not given a first piece sets one, then all others are written at once, each led by
/// its hand; pieces with a fault, or that the model's reader misreads, are drawn again. Numbers of pages come last, when it
/// is known how many there are.
struct WritingProcess: ItemProcess {
  struct Piece {
    var text: String
    /// Number of its section.
    var section: Int
    /// The best so far.
    var draft: Draft?
    var attempts = 0
    /// Attempts that were incomplete.
    var faulty = 0
    /// Places of letters that are drawn, since the network's own were misread again and again.
    var drawnPlaces: Set<Int> = []
    /// How often there were more of them.
    var rounds = 0
    /// Attempts of this round that were complete and read differently, and the best of them.
    var misread = 0
    var current: Draft?
    var isSettled = false

    var drawn: DrawnPiece? { draft?.drawn }
  }

  let plan: WritingPlan
  private(set) var pieces: [Piece]
  /// The hand that the leader set.
  private var foundHand: Hand?
  /// The pieces in the stage that is running.
  private(set) var running: [Int] = []
  /// The piece that sets the hand; nil where every hand is given.
  private let leader: Int?
  /// Where the numbers of pages begin among the pieces; nil until they are asked for.
  private var firstNumber: Int?

  init(_ plan: WritingPlan) {
    self.plan = plan
    pieces = plan.sections.enumerated().flatMap { number, section in
      section.pieces.paragraphs.flatMap(\.pieces).map { Piece(text: $0, section: number) }
    }
    leader = Self.leader(of: pieces, plan)
  }

  /// Of the pieces without a hand the first that is long enough to show one, else the longest.
  private static func leader(of pieces: [Piece], _ plan: WritingPlan) -> Int? {
    let free = pieces.indices.filter { plan.sections[pieces[$0].section].hand == nil }
    return free.first { pieces[$0].text.count >= 15 }
      ?? free.max { pieces[$0].text.count < pieces[$1].text.count }
  }

  var estimatedSteps: Int {
    pieces.indices.reduce(0) { sum, index in
      let hand = plan.sections[pieces[index].section].hand
      let unknown = 25 * min(pieces[leader ?? 0].text.count, Hand.longestText)
      let lead = index == leader ? 0 : hand?.offsets.count ?? unknown
      return sum + Int(expectedAttempts(at: index) * Double(27 * pieces[index].text.count + 20 + lead))
    }
  }

  /// Attempts in all, as far as can be told now: a reader wants every third or so again.
  private func expectedAttempts(at index: Int) -> Double {
    let made = Double(pieces[index].attempts)
    return pieces[index].isSettled ? made : made + (plan.reader == nil ? 1 : 1.4)
  }

  mutating func advance(_ finished: [FinishedSequence]) throws(RequestError) -> Stage {
    for (index, sequence) in zip(running, finished) { take(sequence, for: index) }
    running = waiting()
    if running.isEmpty {
      let pages = try layOut()
      guard plan.pageNumbers != nil, pages.count > 1, firstNumber == nil else { return try finish(pages) }
      firstNumber = pieces.count
      // One more than there are pages now: the numbers are of the hand, whose size they help to tell.
      pieces += (0...pages.count).map { Piece(text: String($0 + 1), section: plan.mainIndex) }
      running = waiting()
    }
    return .generate(running.map { sequence($0) })
  }

  private mutating func take(_ sequence: FinishedSequence, for index: Int) {
    let drawn = DrawnPiece(
      sequence, text: signed(index), startsLine: leadingHand(for: index) == nil, scale: plan.scale)
    let draft = Draft(drawn, reader: plan.reader)
    pieces[index].attempts += 1
    if draft.isMisread {
      pieces[index].misread += 1
      if pieces[index].current.map(draft.isBetter) ?? true { pieces[index].current = draft }
    } else if !draft.isRight {
      pieces[index].faulty += 1
    }
    if pieces[index].draft.map(draft.isBetter) ?? true { pieces[index].draft = draft }
    // Where several letters are wrong the piece is a hard one, and worth twice as many attempts.
    let isHard = pieces[index].current?.proof.map { $0.errors > 1 } ?? false
    let isReadEnough = pieces[index].misread > plan.rereadings * (isHard ? 2 : 1)
    pieces[index].isSettled = draft.isRight || isReadEnough || pieces[index].faulty >= plan.attempts
    if isReadEnough, !draft.isRight { drawMisread(index) }
    if index == leader, pieces[index].isSettled { foundHand = pieces[index].drawn?.hand() }
  }

  /// Has the misread letters of a piece drawn and the rest written again, in two rounds at most.
  private mutating func drawMisread(_ index: Int) {
    guard pieces[index].rounds < 2, let current = pieces[index].current else { return }
    let places = current.drawable(in: signed(index), plan.alphabet.signs)
    guard !places.isEmpty else { return }
    pieces[index].drawnPlaces.formUnion(places)
    pieces[index].rounds += 1
    (pieces[index].isSettled, pieces[index].misread, pieces[index].current) = (false, 0, nil)
  }

  /// The pieces to draw next: those that wait for the leader's hand after it.
  private func waiting() -> [Int] {
    let waiting = pieces.indices.filter { !pieces[$0].isSettled }
    guard let leader, !pieces[leader].isSettled else { return waiting }
    return waiting.filter { $0 == leader || plan.sections[pieces[$0].section].hand != nil }
  }

  func leadingHand(for index: Int) -> Hand? {
    plan.sections[pieces[index].section].hand ?? (index == leader ? nil : foundHand)
  }

  private func sequence(_ index: Int) -> SequenceRequest {
    let piece = pieces[index]
    let lead = leadingHand(for: index)
    let prefix = lead.map { $0.text + " " } ?? ""
    return SequenceRequest(
      text: plan.alphabet.indices(of: prefix + String(signed(index).written)), prime: lead?.inputs ?? [],
      seed: plan.request.seed,
      // Each attempt draws other numbers; there are at most 109.
      stream: UInt32(index * 128 + piece.attempts),
      sampler: MixtureDensitySampler(
        .init(bias: plan.sections[piece.section].bias, firstCharacter: prefix.count)),
      maximumSteps: (lead?.offsets.count ?? 0) + 400 + 80 * piece.text.count)
  }

  private func signed(_ index: Int) -> SignedText {
    plan.alphabet.signed(
      pieces[index].text, piece: index, seed: plan.request.seed, drawing: pieces[index].drawnPlaces)
  }

  /// The words of each section, those in one hand brought to one size.
  private func words() throws(RequestError) -> [[WrittenParagraph]] {
    guard pieces.allSatisfy({ $0.drawn?.offsets.isEmpty == false }) else {
      throw RequestError(
        "The model '\(plan.model.description.name)' drew nothing for a part of the text; try another seed or style.")
    }
    var passages = pieces.compactMap(\.drawn?.passage)[...]
    var paragraphs = plan.sections.map { section in
      section.pieces.paragraphs.enumerated().map { number, paragraph in
        defer { passages = passages.dropFirst(paragraph.pieces.count) }
        return Composition.Paragraph(
          passages: Array(passages.prefix(paragraph.pieces.count)), divided: paragraph.divided,
          linesBefore: number == 0 ? section.linesBefore : paragraph.linesBefore)
      }
    }
    // The numbers of pages are one more paragraph of the main section's hand.
    if !passages.isEmpty { paragraphs[plan.mainIndex] += passages.map { Composition.Paragraph(passages: [$0]) } }
    var words = [[WrittenParagraph]](repeating: [], count: paragraphs.count)
    for first in paragraphs.indices {
      let family = paragraphs.indices.filter { plan.sections[$0].isKin(to: plan.sections[first]) }
      guard family.first == first else { continue }
      var composed = Composition(
        family.flatMap { paragraphs[$0] }, usualXHeight: plan.scale.usualXHeight, manner: plan.sections[first].manner
      ).paragraphs[...]
      for section in family {
        words[section] = Array(composed.prefix(paragraphs[section].count))
        composed = composed.dropFirst(paragraphs[section].count)
      }
    }
    return words
  }

  private func layOut() throws(RequestError) -> [Page] {
    var words = try words()
    switch plan.paper {
    case .aroundInk(let setup): return PageLayout(setup).pages(words[0])
    case .sheet(let sheet):
      let numbers = firstNumber.map { Array(words[plan.mainIndex].suffix(pieces.count - $0)) } ?? []
      words[plan.mainIndex].removeLast(numbers.count)
      do {
        var pages = try SheetLayout(sheet).pages(zip(plan.sections, words).map { $0.written($1) })
        if let place = plan.pageNumbers {
          SheetLayout(sheet).number(&pages, with: numbers, xHeight: plan.main.xHeight, alignment: place)
        }
        return pages
      } catch {
        throw RequestError(error.message)
      }
    }
  }

  private func finish(_ pages: [Page]) throws(RequestError) -> Stage {
    var pages = pages
    let receipt = plan.request.receipt?.drawn(
      by: InkDocument.renderer, ink: InkDigest.of(pieces.lazy.compactMap(\.drawn).flatMap(\.offsets)))
    GivenText.note(flow: plan.flowText, fields: plan.fieldText, plan.alphabet, on: &pages)
    let document = InkDocument(
      pages: pages, text: plan.text, xHeight: plan.main.xHeight, properties: properties, seed: plan.request.seed,
      receipt: try receipt?.json())
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
      ("seed", String(plan.request.seed)), ("bias", String(plan.main.bias)),
      ("style", plan.main.handName),
    ]
  }

  /// What the user should know of the result.
  private var remarks: [String] {
    var remarks = plan.sections.flatMap(\.pieces.divided).map {
      "The word '\($0)' has more than \(WritingPlan.pieceLength) characters and was divided: its parts were written one by "
        + "one."
    }
    for piece in pieces {
      if let draft = piece.draft, draft.isDoubtful, let read = draft.proof?.read {
        remarks.append(
          "The writing of '\(piece.text)' might be read as '\(read)' after \(piece.attempts) attempts; look at it, or "
            + "try another seed, style or a higher bias.")
      }
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
    let again = pieces.filter { $0.faulty > 0 && $0.drawn?.isComplete == true }.count
    if again > 0 { remarks.append("\(again) of \(pieces.count) pieces of the text were drawn again.") }
    return remarks
  }
}
