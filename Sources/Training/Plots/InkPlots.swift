import FoundationEssentials
import Generation
import Ink
import Networks

/// Pictures of what a network over ink does.
public struct InkPlots: Sendable {
  private let package: ModelPackage
  private let scale: OffsetScale

  /// - Throws: `InvalidRequest` or `ModelPackageError` when the folder holds no model of handwriting.
  public init(model folder: String) throws {
    package = try ModelPackage.load(folder: folder)
    guard let normalisation = package.description.normalisation else {
      throw InvalidRequest("\(folder) is not a model of handwriting; give one, e.g. Models/handwriting")
    }
    scale = OffsetScale(normalisation)
  }

  /// Where the window stood at each step while a text was written (Graves 2013, figure 13).
  public func alignment(of text: String, seed: UInt64, bias: Double, to path: String) async throws {
    try package.description.checkWritable(text, called: "the text")
    let phi = try await record(text, seed: seed, bias: bias).phi
    let plot = AlignmentPlot(title: "φ(t, u), seed \(seed), bias \(bias)", characters: Array(text), phi: phi)
    try PictureFile.write(to: path, png: { try plot.png() }, svg: { try plot.svg() })
  }

  /// Where the network expected the pen's next point, the sum over all steps with the ink drawn over it (figure 10).
  /// - Parameters:
  ///   - text: what is written; nil for a network without a window.
  ///   - steps: points at most where no text ends the line.
  public func density(of text: String?, seed: UInt64, bias: Double, steps: Int, to path: String) async throws {
    if let text { try package.description.checkWritable(text, called: "the text") }
    let recorded = try await record(text, seed: seed, bias: bias, steps: steps)
    let points = recorded.sampler.points
    func step(_ dx: Double, _ dy: Double) -> Point {
      Point(x: dx * scale.deviationX + scale.meanX, y: dy * scale.deviationY + scale.meanY)
    }
    var pen = Point(x: 0, y: 0)
    var gaussians: [DensityPlot.Gaussian] = []
    for (output, point) in zip(recorded.outputs, points) {
      let mixture = MixtureParameters(output, bias: bias)
      for k in mixture.weights.indices where mixture.weights[k] > 1e-3 {
        gaussians.append(
          DensityPlot.Gaussian(
            weight: mixture.weights[k], mean: pen.moved(by: step(mixture.meanX[k], mixture.meanY[k])),
            deviationX: mixture.deviationX[k] * scale.deviationX, deviationY: mixture.deviationY[k] * scale.deviationY,
            correlation: mixture.correlation[k]))
      }
      pen = pen.moved(by: step(Double(point.dx), Double(point.dy)))
    }
    let offsets = points.map { PenOffset(dx: $0.dx, dy: $0.dy, penUp: $0.penUp) }
    let plot = DensityPlot(
      title: "Pr(next point), seed \(seed), bias \(bias)", drawing: scale.strokes(of: offsets, fromOrigin: true),
      gaussians: gaussians)
    try PictureFile.write(to: path, png: { try plot.png() }, svg: { try plot.svg() })
  }

  /// Draws one line and keeps what the network gave at every step.
  func record(_ text: String?, seed: UInt64, bias: Double, steps: Int = 0) async throws -> RecordingSampler {
    guard (text != nil) == (package.description.architecture.window != nil) else {
      throw InvalidRequest(
        text == nil
          ? "the model writes a text; give it with --text" : "the model draws without a text; leave --text out")
    }
    let engine = Engine(threads: 1)
    defer { engine.stop() }
    let indices = text.map { InkAlphabet(symbols: package.description.alphabet).indices(of: $0) } ?? []
    let finished = try await engine.generate(
      SequenceRequest(
        text: indices, seed: seed, sampler: RecordingSampler(MixtureDensitySampler(.init(bias: bias))),
        maximumSteps: text.map { Writer.limit(characters: $0.count) } ?? steps),
      with: try LoadedModel(package))
    guard let sampler = finished.sampler as? RecordingSampler else {
      preconditionFailure("the engine returned another sampler than it was given")
    }
    return sampler
  }

  /// A sheet of the same text in several seeds, as the network draws it, each line with its seed beside it.
  public func sheet(of text: String, seeds: [UInt64], bias: Double, style: String?, to path: String) async throws {
    try package.description.checkWritable(text, called: "the text")
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
}

extension Point {
  fileprivate func moved(by offset: Point) -> Point { Point(x: x + offset.x, y: y + offset.y) }
}
