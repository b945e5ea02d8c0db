import Testing

@testable import Ink

@Suite struct PlotTests {
  private let chart = Chart(
    title: "Loss", xLabel: "step", yLabel: "nats",
    series: [
      .init(name: "training", points: [(1, 2), (10, 1), (100, .nan), (1000, -1), (10_000, -1.5)]),
      .init(name: "validation", points: [(5, 1.5)]),
    ])

  @Test func aChartIsAPictureOfTheSizeAskedFor() throws {
    let bytes = try chart.png(width: 320, height: 200)
    #expect(Array(bytes[1..<4]) == Array("PNG".utf8))
    #expect(bytes[18..<20].reduce(0) { $0 << 8 | Int($1) } == 320)
    #expect(try chart.png(width: 320, height: 200) == bytes)
  }

  @Test func aChartDrawsEverySeriesWithGapsAtValuesThatAreNone() throws {
    let all = try chart.svg()
    var one = chart
    one.series.removeLast()
    let without = String(decoding: try one.svg(), as: UTF8.self)
    #expect(without.count < all.count)
    // The colour of the first series: two runs beside the gap, and its line in the legend.
    #expect(without.components("stroke:rgb(12%,35%,66%)") == 3)
  }

  @Test func chartsWithoutDataAndOfOneValueDoNotFail() throws {
    let empty = Chart(title: "", xLabel: "", yLabel: "", series: [])
    #expect(try !empty.png().isEmpty)
    let flat = Chart(
      title: "", xLabel: "", yLabel: "", series: [.init(name: "", points: [(0, 3), (0, 3)])], logarithmicX: true)
    #expect(try !flat.svg().isEmpty)
  }

  @Test func axesHaveRoundTicksWithinTheirEnds() {
    let axis = Axis(covering: [-1.13, 0.47])
    #expect(axis.lower <= -1.13 && axis.upper >= 0.47)
    #expect((3...9).contains(axis.ticks.count))
    #expect(axis.ticks.contains { abs($0) < 1e-9 })
    #expect(axis.position(axis.lower) == 0 && axis.position(axis.upper) == 1)
    let decades = Axis(covering: [3, 5000, 0, -2], logarithmic: true)
    #expect(decades.lower == 3 && decades.upper == 5000)
    #expect(decades.ticks.count == 3)
    #expect(decades.position(0) == nil)
  }

  @Test(arguments: [(20_000.0, "20k"), (2_500_000.0, "2.5M"), (0.5, "0.5"), (-1.5, "-1.5"), (5000, "5000")])
  func ticksAreLabelledShortly(value: Double, label: String) {
    #expect(Axis.label(value) == label)
  }

  @Test func anAlignmentPlotDarkensWhereTheWindowStood() throws {
    let phi: [[Float]] = (0..<40).map { t in (0..<5).map { u in t / 10 == u ? 1 : 0 } }
    let plot = AlignmentPlot(title: "Alignment", characters: Array("a b "), phi: phi)
    let dark = String(decoding: try plot.svg(), as: UTF8.self).components("rgb(2%,8%,22%)")
    #expect(dark == 40)
    #expect(try !plot.png().isEmpty)
    #expect(try !AlignmentPlot(title: "", characters: [], phi: []).png().isEmpty)
  }

  @Test func aDensityPlotShowsItsGaussians() throws {
    let drawing = InkDrawing([Stroke([Point(x: 0, y: 0), Point(x: 100, y: 20)])])
    let gaussian = DensityPlot.Gaussian(
      weight: 1, mean: Point(x: 50, y: 10), deviationX: 8, deviationY: 3, correlation: 0.5)
    let with = try DensityPlot(title: "Density", drawing: drawing, gaussians: [gaussian]).png()
    let without = try DensityPlot(title: "Density", drawing: drawing, gaussians: []).png()
    #expect(with != without)
    #expect(try !DensityPlot(title: "", drawing: InkDrawing(), gaussians: [gaussian]).svg().isEmpty)
  }
}

extension String {
  /// How often a text occurs.
  fileprivate func components(_ text: String) -> Int {
    var count = 0
    var rest = self[...]
    while let found = rest.firstRange(of: text) {
      count += 1
      rest = rest[found.upperBound...]
    }
    return count
  }

  @Test func `a plot of cells is blue below zero and red above, and as high as its rows`() throws {
    func plot(_ activity: [[Float]]) throws -> String {
      let names = activity.indices.map { "cell \($0)" }
      return String(
        decoding: try CellPlot(title: "Cells", names: names, labels: ["a", "b"], activity: activity).svg(),
        as: UTF8.self)
    }
    let negative = try plot([[-1, -1]])
    let positive = try plot([[1, 1]])
    #expect(negative.contains("rgb(6%,29%,65%)") && !negative.contains("rgb(75%,15%,10%)"))
    #expect(positive.contains("rgb(75%,15%,10%)") && !positive.contains("rgb(6%,29%,65%)"))
    let height = { (text: String) in text.firstMatch(of: /height="(\d+)/).flatMap { Int($0.1) } ?? 0 }
    #expect(height(try plot([[0, 1], [1, 0], [0, 0]])) == height(positive) + 44)
  }
}
