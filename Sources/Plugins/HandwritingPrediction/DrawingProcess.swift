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

  func preview(_ growing: [any Sampler]) -> Preview? {
    guard let sampler = growing.first else { return nil }
    return .ink(isComplete: [false]) { _ in
      ("", drawing(with: Self.offsets(of: sampler)).strokes(in: plan.scale.usualXHeight))
    }
  }

  private static func offsets(of sampler: any Sampler) -> [PenOffset] {
    ((sampler as? MixtureDensitySampler)?.points ?? []).map { PenOffset(dx: $0.dx, dy: $0.dy, penUp: $0.penUp) }
  }

  /// The given ink and what was added to it.
  private func drawing(with added: [PenOffset]) -> InkDrawing {
    plan.scale.strokes(of: primeOffsets + added, fromOrigin: true)
  }

  mutating func advance(_ finished: [FinishedSequence]) throws(RequestError) -> Stage {
    guard let sequence = finished.first else {
      return .generate([
        SequenceRequest(
          prime: primeOffsets.flatMap { [$0.dx, $0.dy, $0.penUp ? 1 : 0] }, seed: plan.request.seed,
          sampler: MixtureDensitySampler(.init(bias: plan.bias)), maximumSteps: estimatedSteps)
      ])
    }
    let added = Self.offsets(of: sequence.sampler)
    guard !added.isEmpty else {
      throw RequestError("The model '\(plan.model.description.name)' drew nothing; try another seed.")
    }
    let passage = Passage(characters: [], drawing: drawing(with: added))
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
        ? ["The network gave a number that is not finite; the ink ends there after \(added.count) points."] : []
      return .done(
        Artifact(bytes: bytes, format: format, holdsReceipt: InkDocument.holdsReceipt(format)), remarks: remarks)
    } catch {
      throw RequestError(error.message)
    }
  }
}
