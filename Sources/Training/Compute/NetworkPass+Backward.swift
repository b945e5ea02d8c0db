import CTraining
import Networks

/// The backward pass: head, layers from the top, window and first layer; weights' derivatives in one product each.
extension NetworkPass {
  func backward(_ chunk: Chunk, _ texts: TextTable, masks: Bool) {
    let all = shape.all
    let column = shape.headColumns.lowerBound
    dy.round(row: 0, rows: all)
    if column > 0 { dHidden.zero(rows: 0..<all) }
    headBack.run(dy.operand(row: 0), into: dHidden.row(0, column: column))
    headGradient.run(
      dy.operand(row: 0), read.operand(row: 0, column: column), into: gradient.pointer(shape.architecture.headWeight))
    ct_column_sums(
      Int32(all), Int32(shape.outputWidth), dy.values, Int32(shape.outputWidth), gradient.pointer("head.bias"))
    dSeen?.zero(rows: 0..<all)
    for layer in layers.reversed() {
      if masks { layerDropouts[layer.index]?.apply(dHidden, column: layer.column, to: dHidden, column: layer.column) }
      if layer.previous != nil {
        backward(layer, chunk)
      } else if let window, let dSeen {
        slideBack(window, dSeen, chunk, texts)
      }
    }
    if shape.architecture.input != .ink, let dSeen {
      let width = Int32(shape.denseWidth)
      if masks { inputDropout?.apply(dSeen, column: 0, to: dSeen, column: 0) }
      ct_scatter_rows(
        Int32(all), width, dSeen.values, width, chunk.symbols, gradient.pointer("embedding.weight"), width)
    }
  }

  private func backward(_ layer: LayerBuffers, _ chunk: Chunk) {
    guard let previous = layer.previous else { return }
    let (n, rows) = (layer.cells, shape.rows)
    let (stride, hiddenStride) = (Int32(stepBack.columns), Int32(dHidden.columns))
    let peepholes = layer.peepholes ? UnsafePointer(weights.pointer("\(layer.name).peepholes")) : nil
    dCell.zero(rows: 0..<rows)
    stepBack.zero(rows: 0..<rows)
    for step in (0..<shape.steps).reversed() {
      let row = step * rows
      let dh = dHidden.row(row, column: layer.column)
      ct_add_rows(Int32(rows), Int32(n), stepBack.values, stride, dh, hiddenStride)
      ct_lstm_backward(
        Int32(rows), Int32(n), layer.gates.row(row), peepholes, layer.cPrevious.row(row), layer.c.row(row),
        layer.tanhC.row(row), dh, hiddenStride, dCell.values, layer.dgates.row(row), clipping.cells)
      layer.dgates.round(row: row, rows: rows)
      layer.recurrentBack.run(layer.dgates.operand(row: row), into: stepBack.values)
      ct_zero_rows(Int32(rows), Int32(n), chunk.reset + row, dCell.values, Int32(n))
      ct_zero_rows(Int32(rows), Int32(n), chunk.reset + row, stepBack.values, stride)
    }
    let dgates = layer.dgates.operand(row: 0)
    let ih = gradient.pointer("\(layer.name).weight_ih")
    if let seen, let dSeen {
      layer.toSeen?.run(dgates, into: dSeen.values)
      layer.seenGradient?.run(dgates, seen.operand(row: 0), into: ih)
    }
    layer.table?.backward(chunk, dgates: layer.dgates, weights: weights, gradient: gradient)
    if layer.index > 0 {
      let below = layers[layer.index - 1].column
      layer.toBelow?.run(dgates, into: dHidden.row(0, column: below))
      layer.belowGradient?.run(dgates, read.operand(row: 0, column: below), into: ih + layer.belowColumn)
    }
    layer.recurrentGradient.run(dgates, previous.operand(row: 0), into: gradient.pointer("\(layer.name).weight_hh"))
    finish(layer)
  }

  private func slideBack(_ window: WindowBuffers, _ dSeen: Plane, _ chunk: Chunk, _ texts: TextTable) {
    let layer = layers[0]
    let (n, rows, symbols, components) = (layer.cells, shape.rows, shape.symbols, shape.components)
    let width = shape.seenWidth
    let peepholes = layer.peepholes ? UnsafePointer(weights.pointer("layers.0.peepholes")) : nil
    dCell.zero(rows: 0..<rows)
    window.dKappa.zero(rows: 0..<rows)
    stepBack.zero(rows: 0..<rows)
    let (stride, hiddenStride) = (Int32(stepBack.columns), Int32(dHidden.columns))
    for step in (0..<shape.steps).reversed() {
      let row = step * rows
      let reset = chunk.reset + row
      ct_add_rows(Int32(rows), Int32(symbols), stepBack.values, stride, dSeen.row(row, column: 3), Int32(width))
      ct_add_rows(Int32(rows), Int32(n), stepBack.values + symbols, stride, dHidden.row(row), hiddenStride)
      ct_window_backward(
        Int32(rows), Int32(components), window.select(texts, chunk, at: row), window.p.row(row), window.kappa.row(row),
        dSeen.row(row, column: 3), Int32(width), window.dKappa.values, window.dp.row(row))
      window.dp.round(row: row, rows: rows)
      window.back.run(window.dp.operand(row: row), into: dHidden.row(row))
      ct_lstm_backward(
        Int32(rows), Int32(n), layer.gates.row(row), peepholes, layer.cPrevious.row(row), layer.c.row(row),
        layer.tanhC.row(row), dHidden.row(row), hiddenStride, dCell.values, layer.dgates.row(row), clipping.cells)
      layer.dgates.round(row: row, rows: rows)
      layer.recurrentBack.run(layer.dgates.operand(row: row), into: stepBack.values)
      ct_zero_rows(Int32(rows), Int32(n), reset, dCell.values, Int32(n))
      ct_zero_rows(Int32(rows), Int32(components), reset, window.dKappa.values, Int32(components))
      ct_zero_rows(Int32(rows), Int32(symbols + n), reset, stepBack.values, stride)
    }
    window.gradient.run(window.dp.operand(row: 0), hidden.operand(row: 0), into: gradient.pointer("window.weight"))
    ct_column_sums(
      Int32(shape.all), Int32(3 * components), window.dp.values, Int32(3 * components),
      gradient.pointer("window.bias"))
    let dgates = layer.dgates.operand(row: 0)
    layer.seenGradient?.run(dgates, window.first.operand(row: 0), into: gradient.pointer("layers.0.weight_ih"))
    layer.recurrentGradient.run(
      dgates, window.first.operand(row: 0, column: width), into: gradient.pointer("layers.0.weight_hh"))
    finish(layer)
  }

  /// Derivatives of biases and peepholes.
  private func finish(_ layer: LayerBuffers) {
    let width = Int32(4 * layer.cells)
    for bias in ["bias_ih", "bias_hh"] where gradient.contains("\(layer.name).\(bias)") {
      ct_column_sums(
        Int32(shape.all), width, layer.dgates.values, width, gradient.pointer("\(layer.name).\(bias)"))
    }
    if layer.peepholes {
      ct_peephole_gradient(
        Int32(shape.all), Int32(layer.cells), layer.dgates.values, layer.cPrevious.values, layer.c.values,
        gradient.pointer("\(layer.name).peepholes"))
    }
  }
}
