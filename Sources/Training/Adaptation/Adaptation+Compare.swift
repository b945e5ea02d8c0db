import Generation
import Ink
import Networks

extension Adaptation {
  /// Bias that lines are written with, the usual one of handwriting-synthesis.
  private static let bias = 1.5
  /// How often a line is tried until all of it is written.
  private static let attempts: UInt32 = 4

  /// Draws the person's lines and those of the package that was made, in pairs; line k has the seed k.
  /// - Parameter path: ends in `.pdf`, `.svg` or `.png`.
  /// - Throws: `InvalidRequest`, `ModelPackageError` or `TrainingError`.
  public func compare(to path: String) async throws {
    let package = try ModelPackage.load(folder: folder)
    guard let normalisation = package.description.normalisation else { return }
    let scale = OffsetScale(normalisation)
    let ink = try WriterInk(
      files: files, texts: texts, alphabet: package.description.alphabet, normalisation: normalisation)
    let styles = try InkStyles(resources: package.resources)
    let written = try await Self.write(
      ink.lines.map(\.text), package, style: styles.flatMap { $0[$0.default] }, threads)
    let rows = zip(ink.lines, written).map { line, writing in
      let offsets = writing.sampler.points.map { PenOffset(dx: $0.dx, dy: $0.dy, penUp: $0.penUp) }
      let drawing = scale.strokes(of: offsets, fromOrigin: styles?.default == "none" || styles == nil)
      // The daemon brings what a network draws to the wanted size too.
      let levelled = LevelledPassage(Passage(characters: [], drawing: drawing))
      let size = levelled.xHeight.map { $0 > 0 ? WriterLine.xHeight(scale) / $0 : 1 } ?? 1
      return HandPlot.Row(
        text: line.text, real: line.drawing, generated: levelled.passage.drawing.placed(dx: 0, dy: 0, scale: size))
    }
    let plot = HandPlot(rows: rows, xHeight: WriterLine.xHeight(scale))
    try PictureFile.write(
      to: path, png: { try plot.png() }, svg: { try plot.svg() }, pdf: { try plot.pdf() })
  }

  /// Writes lines, each again until it is whole.
  private static func write(
    _ texts: [String], _ package: ModelPackage, style: InkStyle?, _ threads: Int
  ) async throws -> [Writing] {
    let writer = try Writer(package, threads: threads)
    defer { writer.engine.stop() }
    let seeds = texts.indices.map { UInt64($0 + 1) }
    var lines = try await writer.write(texts, seeds: seeds, bias: bias, style: style)
    for attempt in 1..<attempts {
      let missing = lines.indices.filter { !lines[$0].isComplete }
      if missing.isEmpty { break }
      let again = try await writer.write(
        missing.map { texts[$0] }, seeds: missing.map { seeds[$0] }, bias: bias, style: style, attempt: attempt)
      for (index, writing) in zip(missing, again) where writing.isComplete { lines[index] = writing }
    }
    return lines
  }
}
