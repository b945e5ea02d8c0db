import Generation
import Ink
import PluginAPI

extension WritingProcess {
  /// The pieces in the order of the text; those of the running stage as far as they have come.
  func preview(_ growing: [any Sampler]) -> Preview? {
    var samplers = [(any Sampler)?](repeating: nil, count: pieces.count)
    for (index, sampler) in zip(running, growing) { samplers[index] = sampler }
    return .ink(isComplete: pieces.map(\.isSettled)) { index in
      let drawing = samplers[index].map { ink(of: $0, for: index) } ?? pieces[index].drawn?.passage.drawing
      return (pieces[index].text, drawing?.strokes(in: plan.scale.usualXHeight) ?? [])
    }
  }

  private func ink(of sampler: any Sampler, for index: Int) -> InkDrawing {
    let points = (sampler as? MixtureDensitySampler)?.points ?? []
    return plan.scale.strokes(
      of: points.lazy.map { PenOffset(dx: $0.dx, dy: $0.dy, penUp: $0.penUp) },
      fromOrigin: leadingHand(for: index) == nil)
  }
}
