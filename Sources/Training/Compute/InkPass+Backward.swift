import CTraining

/// The backward pass: head, layers from the top, window and first layer; weights' derivatives in one product each.
extension InkPass {
  func backward(_ chunk: InkChunk, _ texts: TextTable) {
    let all = steps * rows
    dy.round(row: 0, rows: all)
    headBack.run(dy.operand(row: 0), into: dHidden.values)
    headGradient.run(dy.operand(row: 0), hidden.operand(row: 0), into: gradient.pointer("head.weight"))
    ct_column_sums(Int32(all), Int32(outputWidth), dy.values, Int32(outputWidth), gradient.pointer("head.bias"))
    dSeen.zero(rows: 0..<all)
    for index in layers.indices.dropFirst().reversed() { backward(layer: index, chunk) }
    backwardFirst(chunk, texts)
  }

  private func backward(layer index: Int, _ chunk: InkChunk) {
    let layer = layers[index]
    let n = layer.cells
    let all = steps * rows
    let column = hiddenOffsets[index]
    let below = hiddenOffsets[index - 1]
    let name = "layers.\(index)"
    let peepholes = layer.peepholes ? UnsafePointer(weights.pointer("\(name).peepholes")) : nil
    dCell.zero(rows: 0..<rows)
    stepBack.zero(rows: 0..<rows)
    for step in (0..<steps).reversed() {
      let row = step * rows
      ct_add_rows(
        Int32(rows), Int32(n), stepBack.values, Int32(stepBack.columns), dHidden.row(row, column: column),
        Int32(hiddenWidth))
      ct_lstm_backward(
        Int32(rows), Int32(n), layer.gates.row(row), peepholes, layer.cPrevious.row(row), layer.c.row(row),
        layer.tanhC.row(row), dHidden.row(row, column: column), Int32(hiddenWidth), dCell.values,
        layer.dgates.row(row), clipping.cells)
      layer.dgates.round(row: row, rows: rows)
      layer.recurrentBack.run(layer.dgates.operand(row: row), into: stepBack.values)
      ct_zero_rows(Int32(rows), Int32(n), chunk.reset + row, dCell.values, Int32(n))
      ct_zero_rows(Int32(rows), Int32(n), chunk.reset + row, stepBack.values, Int32(stepBack.columns))
    }
    layer.toWindow?.run(layer.dgates.operand(row: 0), into: dSeen.values)
    layer.toBelow?.run(layer.dgates.operand(row: 0), into: dHidden.row(0, column: below))
    let ih = gradient.pointer("\(name).weight_ih")
    layer.gradients[0].run(layer.dgates.operand(row: 0), seen.operand(row: 0), into: ih)
    layer.gradients[2].run(layer.dgates.operand(row: 0), hidden.operand(row: 0, column: below), into: ih + inputWidth)
    if let previous = layer.previous {
      layer.gradients[1].run(
        layer.dgates.operand(row: 0), previous.operand(row: 0), into: gradient.pointer("\(name).weight_hh"))
    }
    finish(layer, name, all)
  }

  private func backwardFirst(_ chunk: InkChunk, _ texts: TextTable) {
    let layer = layers[0]
    let n = layer.cells
    let all = steps * rows
    let peepholes = layer.peepholes ? UnsafePointer(weights.pointer("layers.0.peepholes")) : nil
    dCell.zero(rows: 0..<rows)
    dKappa.zero(rows: 0..<rows)
    stepBack.zero(rows: 0..<rows)
    let stride = Int32(stepBack.columns)
    for step in (0..<steps).reversed() {
      let row = step * rows
      let reset = chunk.reset + row
      ct_add_rows(
        Int32(rows), Int32(symbols), stepBack.values, stride, dSeen.row(row, column: 3), Int32(inputWidth))
      ct_add_rows(Int32(rows), Int32(n), stepBack.values + symbols, stride, dHidden.row(row), Int32(hiddenWidth))
      select(texts, chunk, at: row)
      ct_window_backward(
        Int32(rows), Int32(components), rowTexts, p.row(row), kappa.row(row), dSeen.row(row, column: 3),
        Int32(inputWidth), dKappa.values, dp.row(row))
      dp.round(row: row, rows: rows)
      windowBack.run(dp.operand(row: row), into: dHidden.row(row))
      ct_lstm_backward(
        Int32(rows), Int32(n), layer.gates.row(row), peepholes, layer.cPrevious.row(row), layer.c.row(row),
        layer.tanhC.row(row), dHidden.row(row), Int32(hiddenWidth), dCell.values, layer.dgates.row(row),
        clipping.cells)
      layer.dgates.round(row: row, rows: rows)
      layer.recurrentBack.run(layer.dgates.operand(row: row), into: stepBack.values)
      ct_zero_rows(Int32(rows), Int32(n), reset, dCell.values, Int32(n))
      ct_zero_rows(Int32(rows), Int32(components), reset, dKappa.values, Int32(components))
      ct_zero_rows(Int32(rows), Int32(symbols + n), reset, stepBack.values, stride)
    }
    windowGradient.run(dp.operand(row: 0), hidden.operand(row: 0), into: gradient.pointer("window.weight"))
    ct_column_sums(
      Int32(all), Int32(3 * components), dp.values, Int32(3 * components), gradient.pointer("window.bias"))
    layer.gradients[0].run(
      layer.dgates.operand(row: 0), first.operand(row: 0), into: gradient.pointer("layers.0.weight_ih"))
    layer.gradients[1].run(
      layer.dgates.operand(row: 0), first.operand(row: 0, column: inputWidth),
      into: gradient.pointer("layers.0.weight_hh"))
    finish(layer, "layers.0", all)
  }

  /// Derivatives of biases and peepholes.
  private func finish(_ layer: LayerState, _ name: String, _ all: Int) {
    let width = Int32(4 * layer.cells)
    ct_column_sums(Int32(all), width, layer.dgates.values, width, gradient.pointer("\(name).bias_ih"))
    if gradient.contains("\(name).bias_hh") {
      ct_column_sums(Int32(all), width, layer.dgates.values, width, gradient.pointer("\(name).bias_hh"))
    }
    if layer.peepholes {
      ct_peephole_gradient(
        Int32(all), Int32(layer.cells), layer.dgates.values, layer.cPrevious.values, layer.c.values,
        gradient.pointer("\(name).peepholes"))
    }
  }
}
