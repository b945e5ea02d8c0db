import Testing
import Training

@Suite struct InkCleaningTests {
  private func points(_ readings: [(Float, Float, Float)]) -> [InkPoint] {
    readings.map { InkPoint(x: $0.0, y: $0.1, time: $0.2) }
  }

  @Test func `regular ink is left as it is`() {
    var counts = InkCleaning.Counts()
    let ink = [points([(0, 0, 0), (30, 10, 0.01), (60, 80, 0.03), (60, 80, 0.04)]), points([(500, 0, 5)])]
    #expect(InkCleaning().clean(ink, counts: &counts) == ink)
    #expect(counts == InkCleaning.Counts())
  }

  @Test func `readings that the tracker lost are interpolated on a straight line`() {
    var counts = InkCleaning.Counts()
    let clean = InkCleaning().clean([points([(0, 0, 0), (120, 60, 0.06), (130, 60, 0.07)])], counts: &counts)
    #expect(counts.interpolated == 3)
    #expect(clean[0].map(\.x) == [0, 30, 60, 90, 120, 130])
    #expect(clean[0].map(\.y) == [0, 15, 30, 45, 60, 60])
    #expect(abs(clean[0][2].time - 0.03) < 1e-6)
  }

  @Test func `a pen that rests gets no points`() {
    var counts = InkCleaning.Counts()
    let ink = [points([(0, 0, 0), (3, 2, 4), (6, 2, 4.01)])]
    #expect(InkCleaning().clean(ink, counts: &counts) == ink)
  }

  @Test func `a reading far from both neighbours is dropped`() {
    var counts = InkCleaning.Counts()
    let clean = InkCleaning().clean(
      [points([(0, 0, 0), (10, 0, 0.01), (150, 20, 0.03), (30, 0, 0.04), (40, 0, 0.05)])], counts: &counts)
    #expect(clean[0].map(\.x) == [0, 10, 30, 40])
    #expect(counts.dropped == 1 && counts.cuts == 0)
  }

  @Test func `a stroke is cut where the pen cannot have moved so far`() {
    var counts = InkCleaning.Counts()
    let clean = InkCleaning().clean(
      [points([(0, 0, 0), (10, 0, 0.01), (400, 0, 0.03), (410, 0, 0.04)])], counts: &counts)
    #expect(clean.map { $0.map(\.x) } == [[0, 10], [400, 410]])
    #expect(counts.cuts == 1 && counts.dropped == 0)
  }

  @Test func `a single reading behind a jump at the end is dropped`() {
    var counts = InkCleaning.Counts()
    let clean = InkCleaning().clean([points([(0, 0, 0), (10, 0, 0.01), (900, 0, 0.03)])], counts: &counts)
    #expect(clean.map { $0.map(\.x) } == [[0, 10]])
    #expect(counts.dropped == 1 && counts.cuts == 0)
  }

  @Test func `a single point stays a dot`() {
    var counts = InkCleaning.Counts()
    #expect(InkCleaning().clean([points([(5, 6, 0)])], counts: &counts) == [points([(5, 6, 0)])])
  }
}
