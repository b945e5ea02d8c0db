import FoundationEssentials
import Networks
import Testing

@testable import Training

/// Lines dealt as other hands might have written them.
@Suite struct InkVariationTests {
  private static let normalisation = InkNormalisation(meanX: 8.2, meanY: 0.1, deviationX: 42.5, deviationY: 37.1)

  private static func variation(_ strength: Double = 0.2, seed: UInt64 = 7) -> InkVariation {
    InkVariation(strength: strength, normalisation: normalisation, seed: seed)
  }

  /// Whole-number points of a made-up line.
  private static let points: [(x: Double, y: Double)] = (0..<60).map { index in
    let wobble = index * index % 7
    let height = (index * 37) % 101 - 50
    return (x: Double(index * 11 + wobble), y: Double(height))
  }

  private static func line(_ points: [(x: Double, y: Double)]) -> InkSequence {
    var offsets: [Float] = []
    for (before, after) in zip(points, points.dropFirst()) {
      offsets.append(Float((after.x - before.x - Double(normalisation.meanX)) / Double(normalisation.deviationX)))
      offsets.append(Float((after.y - before.y - Double(normalisation.meanY)) / Double(normalisation.deviationY)))
      offsets.append(offsets.count % 5 == 2 ? 1 : 0)
    }
    return InkSequence(id: "made-up-02", text: [1, 2], offsets: offsets, lead: 3)
  }

  /// The points that a line's offsets lead to, from (0, 0).
  private func points(_ line: InkSequence) -> [(x: Double, y: Double)] {
    var (x, y) = (0.0, 0.0)
    return stride(from: 0, to: line.offsets.count, by: 3).map { index in
      x += Double(line.offsets[index] * Self.normalisation.deviationX + Self.normalisation.meanX)
      y += Double(line.offsets[index + 1] * Self.normalisation.deviationY + Self.normalisation.meanY)
      return (x, y)
    }
  }

  @Test func `points are stretched and slanted, and whole numbers again`() {
    let line = Self.line(Self.points)
    let shape = InkVariation.Shape(width: 1.2, height: 0.9, slant: -0.25)
    let varied = Self.variation().apply(shape, to: line)
    for (before, after) in zip(points(line), points(varied)) {
      #expect(abs(after.x - 1.2 * (before.x - 0.25 * before.y)) < 0.51)
      #expect(abs(after.y - 0.9 * before.y) < 0.51)
      #expect(abs(after.x - after.x.rounded()) < 0.01 && abs(after.y - after.y.rounded()) < 0.01)
    }
    #expect(varied.text == line.text && varied.lead == line.lead && varied.id == line.id)
    let pens = { (line: InkSequence) in stride(from: 2, to: line.offsets.count, by: 3).map { line.offsets[$0] } }
    #expect(pens(varied) == pens(line))
    let same = Self.variation().apply(.init(), to: line)
    for (before, after) in zip(line.offsets, same.offsets) { #expect(abs(before - after) < 1e-4) }
  }

  @Test func `shapes fill their bounds evenly, differ by line and epoch, and come again`() {
    let shapes = (0..<200).flatMap { line in (0..<5).map { Self.variation().shape(line: line, epoch: $0) } }
    for (values, least, most) in [
      (shapes.map(\.width), 0.8187, 1.2215), (shapes.map(\.height), 0.8187, 1.2215), (shapes.map(\.slant), -0.3, 0.3),
    ] {
      #expect(values.allSatisfy { (least...most).contains($0) })
      let reach = most - least
      #expect(values.min()! < least + 0.05 * reach && values.max()! > most - 0.05 * reach)
      let mean = values.reduce(0, +) / 1000
      #expect(abs(mean - (least + most) / 2) < 0.05 * reach, "\(mean)")
    }
    #expect(Set(shapes.map(\.slant)).count == 1000)
    #expect(Self.variation().shape(line: 3, epoch: 2) == Self.variation().shape(line: 3, epoch: 2))
    #expect(Self.variation(seed: 8).shape(line: 3, epoch: 2) != Self.variation().shape(line: 3, epoch: 2))
  }

  @Test func `a row of a stream has one shape to the end of its line, also after a checkpoint`() throws {
    let lines = (0..<3).map { Self.line(Self.points.map { ($0.x, $0.y) } + [(900, Double($0))]) }
    let variation = Self.variation()
    func deal(_ stream: inout InkStream, _ count: Int) -> [[Float]] {
      (0..<count).map { _ in
        let chunk = Chunk(steps: 25, rows: 2)
        stream.fill(chunk, from: lines, variation: variation)
        return Array(UnsafeBufferPointer(start: chunk.targets, count: 150))
      }
    }
    var whole = InkStream(seed: 1, worker: 0, workers: 1, rows: 2, endless: true)
    let expected = deal(&whole, 12)
    var first = InkStream(seed: 1, worker: 0, workers: 1, rows: 2, endless: true)
    let start = deal(&first, 5)
    var second = try JSONCoding.copy(first)
    #expect(start + deal(&second, 7) == expected)
    // The first row begins with the first line of the epoch's order, in that line's shape.
    let number = InkStream.permutation(of: 3, seed: 1, epoch: 0)[0]
    let varied = variation.vary(lines[number], number: number, epoch: 0)
    let dealt = (0..<25).flatMap { step in (0..<3).map { expected[0][6 * step + $0] } }
    #expect(dealt == Array(varied.offsets.prefix(75)))
  }

  @Test func `whole lines are varied too`() {
    let lines = [Self.line(Self.points)]
    let chunk = Chunk(steps: 64, rows: 1)
    chunk.fill([0], of: lines, variation: (Self.variation(), epoch: 4))
    let varied = Self.variation().vary(lines[0], number: 0, epoch: 4)
    #expect(Array(UnsafeBufferPointer(start: chunk.targets, count: varied.offsets.count)) == varied.offsets)
    #expect(varied != lines[0])
  }

  @Test func `a run with augmentation resumes with the same losses`() throws {
    let folder = try ScratchFolder()
    func trainer(_ augmentation: Double) -> Trainer {
      var settings = LearnableInk.settings
      settings.augmentation = augmentation
      return Trainer(
        architecture: SmallNetworks.prediction, settings: settings, data: .ink(LearnableInk.dataset()))
    }
    func losses(_ trainer: Trainer, _ count: Int) throws -> [Double] {
      try (0..<count).map { _ in try trainer.update().loss }
    }
    let expected = try losses(trainer(0.2), 9)
    #expect(try losses(trainer(0), 9) != expected)
    let first = trainer(0.2)
    let start = try losses(first, 4)
    try first.save(to: folder.path + "/a.ckpt", history: [], running: (0, 0), seconds: 0)
    let second = trainer(0.2)
    _ = try second.resume(from: folder.path + "/a.ckpt")
    #expect(start + (try losses(second, 5)) == expected)
  }
}

private enum JSONCoding {
  /// What a checkpoint makes of a value.
  static func copy<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
  }
}
