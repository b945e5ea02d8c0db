import Networks
import Testing

@testable import Training

/// What the ways of taking on a hand are worth, on made-up writers.
@Suite final class AdaptationMeasureTests {
  private let folder: ScratchFolder
  private static let forms = ["c03-001a", "c03-002a", "c03-003a"]

  init() throws {
    folder = try ScratchFolder()
    try ZigzagHand.package().write(to: folder.path + "/small")
    var ink = SyntheticInk(forms: Self.forms.map { Self.form("testset_v", $0, ZigzagHand.texts) })
    // One that has too few lines, and one whose last line the model has no letters for.
    ink.forms.append(Self.form("testset_v", "c03-004a", Array(ZigzagHand.texts.prefix(2))))
    ink.forms[2].text.append("xyz")
    ink.forms[2].ink[5] = Self.readings("abc")
    for (set, name) in [("trainset", "a01-000u"), ("testset_t", "b02-011"), ("testset_f", "b02-011z")] {
      ink.forms.append(Self.form(set, name, ["abc de"]))
    }
    try ink.write(to: folder.path + "/data")
  }

  private static func form(_ set: String, _ name: String, _ texts: [String]) -> SyntheticInk.Form {
    SyntheticInk.Form(
      set: set, name: name, text: texts,
      ink: Dictionary(uniqueKeysWithValues: texts.enumerated().map { ($0 + 1, readings($1)) }))
  }

  /// A text's zigzags in the whiteboard's units, 10 ms between points and 200 ms more between strokes.
  private static func readings(_ text: String) -> [[SyntheticInk.InkReading]] {
    var time = 1000.0
    return ZigzagHand.strokes(text).map { stroke in
      time += 0.2
      return stroke.map { point in
        time += 0.01
        return SyntheticInk.InkReading(x: Int(point[0] * 12), y: Int(point[1] * 12), time: time)
      }
    }
  }

  private func measure(writers: Int = 3, lines: Int = 2, seed: UInt64 = 7) async throws -> AdaptationMeasure {
    try await AdaptationMeasure(
      model: folder.path + "/small", data: HandwritingData(folder: folder.path + "/data"), writers: writers,
      lines: lines, updates: 4, seed: seed, threads: 2, note: { _ in }, onProgress: { _ in })
  }

  @Test func `each method is measured on lines that nothing was learned from, and the sums are those of the writers`()
    async throws
  {
    let measure = try await measure()
    #expect(measure.writers.map(\.form).sorted() == Self.forms)
    #expect(measure.linesLearned == 2 && measure.linesHeldOut == 6, "a line that the model cannot write is none")
    #expect(measure.secondsPerUpdate > 0)
    #expect(measure.comparison.rows.map(\.updates) == [0, 1, 2, 3, 4, 1, 2, 3, 4])
    for row in measure.comparison.rows {
      let own = measure.writers.compactMap { writer in
        writer.comparison.rows.first { $0.method == row.method && $0.updates == row.updates }
      }
      #expect(own.count == 3 && row.unprimed.points == own.reduce(0) { $0 + $1.unprimed.points })
      #expect(abs(row.unprimed.nats - own.reduce(0) { $0 + $1.unprimed.nats }) < 1e-9 * abs(row.unprimed.nats))
      #expect(row.unprimed.points == measure.comparison.rows[0].unprimed.points)
    }
  }

  @Test func `the seed chooses the writers`() async throws {
    let (first, second) = (try await measure(writers: 2, seed: 3), try await measure(writers: 2, seed: 3))
    #expect(first.writers.map(\.form) == second.writers.map(\.form))
    #expect(first.comparison.rows.map(\.unprimed.nats) == second.comparison.rows.map(\.unprimed.nats))
  }

  @Test func `more writers than have lines enough are refused`() async throws {
    let error = await #expect(throws: InvalidRequest.self) { try await measure(writers: 4) }
    #expect(error?.description.contains("only 3 forms have lines enough") == true, "\(error?.description ?? "")")
  }
}
