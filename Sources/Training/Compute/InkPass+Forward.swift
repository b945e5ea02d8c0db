import CTraining

/// The forward pass: the first layer and the window step by step, then each layer above, then the head.
extension InkPass {
  func select(_ texts: TextTable, _ chunk: InkChunk, at start: Int) {
    for row in 0..<rows { rowTexts[row] = texts.entries[Int(chunk.text[start + row])] }
  }

  func forward(_ chunk: InkChunk, _ texts: TextTable) {
    let all = steps * rows
    for row in 0..<all {
      first.row(row).update(from: chunk.inputs + 3 * row, count: 3)
      seen.row(row).update(from: chunk.inputs + 3 * row, count: 3)
    }
    let layer = layers[0]
    let n = layer.cells
    let peepholes = layer.peepholes ? UnsafePointer(weights.pointer("layers.0.peepholes")) : nil
    for step in 0..<steps {
      let row = step * rows
      let next = row + rows
      zero(first, row, column: 3, columns: symbols + n, chunk.reset + row)
      zero(layer.cPrevious, row, column: 0, columns: n, chunk.reset + row)
      zero(kappaPrevious, row, column: 0, columns: components, chunk.reset + row)
      first.round(row: row, rows: rows)
      layer.recurrent.run(first.operand(row: row), into: layer.gates.row(row))
      ct_lstm_forward(
        Int32(rows), Int32(n), layer.gates.row(row), nil, layer.bias, peepholes, layer.cPrevious.row(row),
        layer.c.row(row), layer.tanhC.row(row), hidden.row(row), Int32(hiddenWidth))
      layer.cPrevious.row(next).update(from: layer.c.row(row), count: rows * n)
      hidden.round(row: row, rows: rows, column: 0, columns: n)
      windowForward.run(hidden.operand(row: row), into: p.row(row))
      select(texts, chunk, at: row)
      ct_window_forward(
        Int32(rows), Int32(components), Int32(symbols), rowTexts, p.row(row), weights.pointer("window.bias"),
        kappaPrevious.row(row), kappa.row(row), seen.row(row, column: 3), Int32(inputWidth))
      kappaPrevious.row(next).update(from: kappa.row(row), count: rows * components)
      for b in 0..<rows {
        first.row(next + b, column: 3).update(from: seen.row(row + b, column: 3), count: symbols)
        first.row(next + b, column: inputWidth).update(from: hidden.row(row + b), count: n)
      }
    }
    seen.round(row: 0, rows: all)
    for index in layers.indices.dropFirst() { forward(layer: index, chunk) }
    headForward.run(hidden.operand(row: 0), into: y.values)
  }

  private func forward(layer index: Int, _ chunk: InkChunk) {
    let layer = layers[index]
    let n = layer.cells
    let column = hiddenOffsets[index]
    guard let previous = layer.previous else { return }
    let peepholes = layer.peepholes ? UnsafePointer(weights.pointer("layers.\(index).peepholes")) : nil
    layer.fromWindow?.run(seen.operand(row: 0), into: layer.gates.values)
    layer.fromBelow?.run(hidden.operand(row: 0, column: hiddenOffsets[index - 1]), into: layer.gates.values)
    for step in 0..<steps {
      let row = step * rows
      let next = row + rows
      zero(previous, row, column: 0, columns: n, chunk.reset + row)
      zero(layer.cPrevious, row, column: 0, columns: n, chunk.reset + row)
      previous.round(row: row, rows: rows)
      layer.recurrent.run(previous.operand(row: row), into: recurrentSum.values)
      ct_lstm_forward(
        Int32(rows), Int32(n), layer.gates.row(row), recurrentSum.values, layer.bias, peepholes,
        layer.cPrevious.row(row), layer.c.row(row), layer.tanhC.row(row), hidden.row(row, column: column),
        Int32(hiddenWidth))
      layer.cPrevious.row(next).update(from: layer.c.row(row), count: rows * n)
      for b in 0..<rows { previous.row(next + b).update(from: hidden.row(row + b, column: column), count: n) }
    }
    hidden.round(row: 0, rows: steps * rows, column: column, columns: n)
  }

  private func zero(
    _ plane: Plane, _ row: Int, column: Int, columns: Int, _ reset: UnsafeMutablePointer<UInt8>
  ) {
    ct_zero_rows(Int32(rows), Int32(columns), reset, plane.row(row, column: column), Int32(plane.columns))
  }
}
