import PluginAPI
import Testing

/// What is worth sending of a preview.
@Suite struct PreviewBoundsTests {
  private func lines(_ isComplete: [Bool], points: Int = 2) -> [Preview.Line] {
    let preview = Preview.ink(isComplete: isComplete) { index in
      ("\(index)", [(0..<points).map { SIMD2(Float($0), 0) }])
    }
    if case .ink(let lines) = preview { return lines } else { return [] }
  }

  @Test func ofATextTheEndIsKept() {
    let letters: (ArraySlice<Int>) -> String = { String($0.map { $0 == 0 ? "a" : "b" }) }
    #expect(Preview.text(after: "so ", [0, 1, 0], letters) == .text("so aba"))
    let long = Array(repeating: 0, count: 100_000) + [1]
    #expect(Preview.text(after: "so ", long, letters) == .text(String(repeating: "a", count: 1999) + "b"))
  }

  @Test func ofManyLinesThoseThatGrowAreKept() {
    #expect(lines((0..<30).map { $0 < 10 }).map(\.text) == (10..<22).map(String.init))
    #expect(lines((0..<30).map { _ in true }).map(\.text) == (18..<30).map(String.init))
    #expect(lines((0..<30).map { $0 < 29 }).map(\.text) == (18..<30).map(String.init), "a full screen")
    #expect(lines([true, false]).map(\.isComplete) == [true, false])
  }

  @Test func pointsThatNobodyCanTellApartAreLeftOut() {
    let near = (0...1000).map { SIMD2(Float($0) / 1000, Float(0)) }
    let preview = Preview.ink(isComplete: [true]) { _ in ("", [near]) }
    guard case .ink(let lines) = preview, let kept = lines.first?.strokes.first else {
      Issue.record("there is no ink")
      return
    }
    #expect(kept.count <= 12 && kept.first == near.first && kept.last == near.last)
  }

  @Test func ofALineTooLongForAnyScreenTheLastPointsAreKept() {
    let kept = lines([false], points: 50_000)[0].strokes
    #expect(kept.joined().count == 12_000 && kept.last?.last == SIMD2(49_999, 0))
  }
}
