import Generation
import Ink
import Networks
import PluginAPI

/// An item on its way: one sequence, then its page.
struct DrawingProcess: ItemProcess {
  private let plan: DrawingPlan

  init(_ plan: DrawingPlan) { self.plan = plan }

  private var primeOffsets: [PenOffset] { plan.scale.offsets(of: plan.prime) }

  var estimatedSteps: Int { primeOffsets.count + plan.length }

  mutating func advance(_ finished: [FinishedSequence]) throws(RequestError) -> Stage {
    guard let sequence = finished.first else {
      return .generate([
        SequenceRequest(
          prime: primeOffsets.flatMap { [$0.dx, $0.dy, $0.penUp ? 1 : 0] }, seed: plan.request.seed,
          sampler: MixtureDensitySampler(.init(bias: plan.bias)), maximumSteps: estimatedSteps)
      ])
    }
    let drawn = (sequence.sampler as? MixtureDensitySampler)?.points ?? []
    guard !drawn.isEmpty else {
      throw RequestError("The model '\(plan.model.description.name)' drew nothing; try another seed.")
    }
    let added = drawn.map { PenOffset(dx: $0.dx, dy: $0.dy, penUp: $0.penUp) }
    let offsets = primeOffsets + added
    let passage = Passage(characters: [], drawing: plan.scale.strokes(of: offsets, fromOrigin: true))
    let composition = Composition(
      [.init(passages: [passage])], usualXHeight: plan.scale.usualXHeight)
    let receipt = plan.request.receipt?.drawn(by: InkDocument.renderer, ink: InkDigest.of(added))
    let document = InkDocument(
      pages: PageLayout(plan.setup).pages(composition.paragraphs), text: "", xHeight: plan.setup.xHeight,
      properties: [
        ("task", predictionDescriptor.name), ("model", plan.model.description.name),
        ("modelDigest", plan.model.digest), ("seed", String(plan.request.seed)), ("bias", String(plan.bias)),
      ], seed: plan.request.seed, receipt: try receipt?.json())
    let format = plan.request.format
    do {
      let bytes = try document.file(format: format, options: plan.options)
      let remarks =
        sequence.reason == .nonFinite
        ? ["The network gave a number that is not finite; the ink ends there after \(drawn.count) points."] : []
      return .done(
        Artifact(bytes: bytes, format: format, holdsReceipt: InkDocument.holdsReceipt(format)), remarks: remarks)
    } catch {
      throw RequestError(error.message)
    }
  }
}
