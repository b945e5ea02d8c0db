import PluginAPI
import Testing

/// What is worth sending of a preview.
@Suite struct PreviewBoundsTests {
  private func line(_ text: String, points: Int, isComplete: Bool = true) -> Preview.Line {
    Preview.Line(text: text, strokes: [(0..<points).map { SIMD2(Float($0), 0) }], isComplete: isComplete)
  }

  private func lines(_ preview: Preview) -> [Preview.Line] { if case .ink(let lines) = preview { lines } else { [] } }

  @Test func ofATextTheEndIsKept() {
    #expect(
      Preview.text(String(repeating: "a", count: 5000) + "end").bounded()
        == .text(String(repeating: "a", count: 1997) + "end"))
  }

  @Test func ofManyLinesThoseThatGrowAreKept() {
    let all = (0..<30).map { line("\($0)", points: 2, isComplete: $0 < 10) }
    #expect(lines(Preview.ink(all).bounded()).map(\.text) == (10..<22).map(String.init))
    let done = (0..<30).map { line("\($0)", points: 2) }
    #expect(lines(Preview.ink(done).bounded()).map(\.text) == (18..<30).map(String.init))
    let last = (0..<30).map { line("\($0)", points: 2, isComplete: $0 < 29) }
    #expect(lines(Preview.ink(last).bounded()).map(\.text) == (18..<30).map(String.init), "a full screen")
  }

  @Test func pointsThatNobodyCanTellApartAreLeftOut() {
    let near = (0...1000).map { SIMD2(Float($0) / 1000, Float(0)) }
    let kept = lines(Preview.ink([Preview.Line(text: "", strokes: [near], isComplete: true)]).bounded())[0].strokes[0]
    #expect(kept.count <= 12 && kept.first == near.first && kept.last == near.last)
  }

  @Test func ofALineTooLongForAnyScreenTheLastPointsAreKept() {
    let kept = lines(Preview.ink([line("", points: 50_000, isComplete: false)]).bounded())[0].strokes
    #expect(kept.joined().count == 12_000 && kept.last?.last == SIMD2(49_999, 0))
  }
}
