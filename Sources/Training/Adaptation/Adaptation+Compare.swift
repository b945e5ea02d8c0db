import Generation
import Ink
import Networks

extension Adaptation {
  /// Bias that lines are written with, the usual one of handwriting-synthesis.
  private static let bias = 1.5

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
    let writer = try Writer(package, threads: threads)
    defer { writer.engine.stop() }
    let written = try await writer.writeWhole(
      ink.lines.map(\.text), seeds: ink.lines.indices.map { UInt64($0 + 1) }, bias: Self.bias,
      style: styles.flatMap { $0[$0.default] }
    ).last
    let rows = zip(ink.lines, written).map { line, writing in
      let offsets = writing.sampler.points.map { PenOffset(dx: $0.dx, dy: $0.dy, penUp: $0.penUp) }
      let drawing = scale.strokes(of: offsets, fromOrigin: styles?.default == "none" || styles == nil)
      // The daemon brings what a network draws to the wanted size too.
      let levelled = LevelledPassage(Passage(characters: [], drawing: drawing))
      let size = levelled.xHeight.map { $0 > 0 ? scale.usualXHeight / $0 : 1 } ?? 1
      return HandPlot.Row(
        text: line.text, real: line.drawing, generated: levelled.passage.drawing.placed(dx: 0, dy: 0, scale: size))
    }
    let plot = HandPlot(rows: rows, xHeight: scale.usualXHeight)
    try PictureFile.write(
      to: path, png: { try plot.png() }, svg: { try plot.svg() }, pdf: { try plot.pdf() })
  }
}
