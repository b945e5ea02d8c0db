import Glibc
import Networks

extension FlatParameters {
  /// Draws starting weights: uniform in ±1/√fan-in, forget-gate biases 1, and the window's κ̂ biased so that it
  /// advances `advance` characters a point; with an unbiased κ̂ it would run off the text within a few points.
  public func initialise(seed: UInt64, advance: Float = 0.04) {
    var random = SplitMix64(state: seed)
    for parameter in architecture.parameters {
      let start = pointer(parameter.name)
      let isWeight = parameter.shape.count == 2 && !parameter.name.hasSuffix("peepholes")
      let scale = isWeight ? 1 / Float(parameter.shape[1]).squareRoot() : 0
      for index in 0..<parameter.count {
        start[index] = scale == 0 ? 0 : Float.random(in: -scale...scale, using: &random)
      }
    }
    for (index, layer) in architecture.layers.enumerated() {
      let bias = pointer("layers.\(index).bias_ih")
      for cell in layer.cells..<(2 * layer.cells) { bias[cell] = 1 }
    }
    if let window = architecture.window {
      let bias = pointer("window.bias")
      for k in 0..<window.components {
        // Components differ from the start: some narrow, some wide, all near the first characters.
        bias[k] = -2
        bias[window.components + k] = -1.5 + 2 * Float(k) / Float(window.components)
        bias[2 * window.components + k] = log(advance)
      }
    }
  }
}
