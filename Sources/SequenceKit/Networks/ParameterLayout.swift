/// One named parameter tensor, as it stands in `weights.safetensors`.
public struct ParameterShape: Equatable, Sendable {
  /// Tensor name, e.g. `layers.0.weight_ih`.
  public var name: String
  /// Row-major dimensions.
  public var shape: [Int]
  /// Number of elements.
  public var count: Int { shape.reduce(1, *) }
}

extension Architecture {
  /// Every parameter in canonical order; trainers keep them in one flat vector in this order.
  ///
  /// Gates stand in the order i, f, g (cell input), o, as PyTorch has them: `weight_ih` is [4H, inputs] with its
  /// columns in the order input, window, hidden of the layer below; `weight_hh` is [4H, H]; biases are [4H];
  /// `peepholes` is [3, H] for i, f, o. The window's [3K, H₁] gives α̂, β̂, κ̂; the head's rows for a mixture of M
  /// are ê, then M each of π̂, μ̂x, μ̂y, σ̂x, σ̂y, ρ̂.
  public var parameters: [ParameterShape] {
    var list: [ParameterShape] = []
    if case .embedding(let symbols, let dimension) = input {
      list.append(ParameterShape(name: "embedding.weight", shape: [symbols, dimension]))
    }
    for (index, layer) in layers.enumerated() {
      let name = "layers.\(index)"
      list.append(ParameterShape(name: "\(name).weight_ih", shape: [4 * layer.cells, inputWidth(ofLayer: index)]))
      list.append(ParameterShape(name: "\(name).weight_hh", shape: [4 * layer.cells, layer.cells]))
      list.append(ParameterShape(name: "\(name).bias_ih", shape: [4 * layer.cells]))
      if layer.biases == 2 { list.append(ParameterShape(name: "\(name).bias_hh", shape: [4 * layer.cells])) }
      if layer.peepholes { list.append(ParameterShape(name: "\(name).peepholes", shape: [3, layer.cells])) }
      if index == 0, let window {
        list.append(ParameterShape(name: "window.weight", shape: [3 * window.components, layer.cells]))
        list.append(ParameterShape(name: "window.bias", shape: [3 * window.components]))
      }
    }
    if !tied { list.append(ParameterShape(name: "head.weight", shape: [head.width, headInputWidth])) }
    list.append(ParameterShape(name: "head.bias", shape: [head.width]))
    return list
  }

  /// Number of trained weights, biases included.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }
}
