import FoundationEssentials
import Generation
import Ink
import Networks

/// Pictures of what a synthesis network does.
public struct SynthesisPlots: Sendable {
  private let package: ModelPackage
  private let scale: OffsetScale

  /// - Throws: `InvalidRequest` or `ModelPackageError` when the folder holds no synthesis model.
  public init(model folder: String) throws {
    package = try ModelPackage.load(folder: folder)
    guard package.description.architecture.window != nil, let normalisation = package.description.normalisation else {
      throw InvalidRequest("\(folder) is not a model for handwriting-synthesis; give one, e.g. Models/handwriting")
    }
    scale = OffsetScale(
      meanX: Double(normalisation.meanX), meanY: Double(normalisation.meanY),
      deviationX: Double(normalisation.deviationX), deviationY: Double(normalisation.deviationY))
  }

  /// Where the window stood at each step while a text was written (Graves 2013, figure 13).
  public func alignment(of text: String, seed: UInt64, bias: Double, to path: String) async throws {
    try check(text)
    let engine = Engine(threads: 1)
    defer { engine.stop() }
    let finished = try await engine.generate(
      SequenceRequest(
        text: InkAlphabet(symbols: package.description.alphabet).indices(of: text), seed: seed,
        sampler: RecordingSampler(MixtureDensitySampler(.init(bias: bias))),
        maximumSteps: Writer.limit(characters: text.count)),
      with: try LoadedModel(package))
    let phi = (finished.sampler as? RecordingSampler)?.phi ?? []
    let plot = AlignmentPlot(title: "φ(t, u), seed \(seed), bias \(bias)", characters: Array(text), phi: phi)
    try PictureFile.write(to: path, png: { try plot.png() }, svg: { try plot.svg() })
  }

  /// A sheet of the same text in several seeds, as the network draws it, each line with its seed beside it.
  public func sheet(of text: String, seeds: [UInt64], bias: Double, style: String?, to path: String) async throws {
    try check(text)
    let writer = try Writer(package, threads: 2)
    defer { writer.engine.stop() }
    let styles = try InkStyles(resources: package.resources)
    if let style, styles?[style] == nil {
      let known = styles?.styles.map(\.name).joined(separator: ", ") ?? ""
      throw InvalidRequest("the model has no style \(style)\(known.isEmpty ? "" : "; it has \(known)")")
    }
    let written = try await writer.write(
      Array(repeating: text, count: seeds.count), seeds: seeds, bias: bias, style: style.flatMap { styles?[$0] })
    let lineHeight = 22.0
    var drawing = InkDrawing()
    var width = 60.0
    for (row, writing) in written.enumerated() {
      let offsets = writing.sampler.points.map { PenOffset(dx: $0.dx, dy: $0.dy, penUp: $0.penUp) }
      let ink = scale.strokes(of: offsets, fromOrigin: true)
      guard let bounds = ink.bounds else { continue }
      let factor = 0.012
      let placed = ink.placed(
        dx: 6 - bounds.minX * factor,
        dy: (Double(row) + 0.5) * lineHeight - (bounds.minY + bounds.maxY) / 2 * factor, scale: factor)
      width = max(width, (placed.bounds?.maxX ?? 0) + 6)
      drawing.strokes += placed.strokes
    }
    let page = Page(width: width, height: lineHeight * Double(written.count), drawing: drawing)
    let appearance = InkAppearance(penWidth: 0.4, ink: .black, paper: .white)
    try PictureFile.write(
      to: path, png: { try PNGRenderer(appearance, resolution: 110).render([page]) },
      svg: { try SVGRenderer(appearance).render([page]) })
  }

  private func check(_ text: String) throws {
    let known = Set(package.description.alphabet.dropFirst())
    guard !text.isEmpty else { throw InvalidRequest("there is no text to write; give --text") }
    if let stranger = text.first(where: { !known.contains(String($0)) }) {
      throw InvalidRequest("the model's alphabet does not have the character '\(stranger)'; leave it out")
    }
  }
}

/// A picture whose file name chooses the format.
enum PictureFile {
  static func write(to path: String, png: () throws -> [UInt8], svg: () throws -> [UInt8]) throws {
    let bytes: [UInt8]
    if path.hasSuffix(".png") {
      bytes = try png()
    } else if path.hasSuffix(".svg") {
      bytes = try svg()
    } else {
      throw InvalidRequest("\(path) ends neither in .png nor in .svg; the suffix chooses the format")
    }
    do { try Data(bytes).write(to: URL(filePath: path), options: .atomic) } catch {
      throw TrainingError.file(path: path, reason: "the picture cannot be written")
    }
  }
}
