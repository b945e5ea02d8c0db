import CTraining
import Networks

/// The forward pass: with a window the first layer and the window step by step, then each layer above, then the head.
extension NetworkPass {
  func forward(_ chunk: Chunk, _ texts: TextTable, masks: Bool) {
    fillInput(chunk, masks: masks)
    if let window { slide(window, chunk, texts) } else { seen?.round(row: 0, rows: shape.all) }
    for layer in layers {
      if layer.previous != nil { forward(layer, chunk) }
      finish(layer, masks: masks)
    }
    headForward.run(read.operand(row: 0, column: shape.headColumns.lowerBound), into: y.values)
  }

  private func fillInput(_ chunk: Chunk, masks: Bool) {
    guard let seen else { return }
    if shape.architecture.input == .ink {
      for row in 0..<shape.all {
        seen.row(row).update(from: chunk.inputs + 3 * row, count: 3)
        window?.first.row(row).update(from: chunk.inputs + 3 * row, count: 3)
      }
    } else {
      let width = Int32(shape.denseWidth)
      ct_gather_rows(
        Int32(shape.all), width, weights.pointer("embedding.weight"), width, chunk.symbols, seen.values,
        Int32(seen.columns))
      if masks { inputDropout?.apply(seen, column: 0, to: seen, column: 0) }
    }
  }

  private func slide(_ window: WindowBuffers, _ chunk: Chunk, _ texts: TextTable) {
    guard let seen else { return }
    let layer = layers[0]
    let (n, rows, symbols, components) = (layer.cells, shape.rows, shape.symbols, shape.components)
    let width = shape.seenWidth
    let first = window.first
    let peepholes = layer.peepholes ? UnsafePointer(weights.pointer("layers.0.peepholes")) : nil
    for step in 0..<shape.steps {
      let row = step * rows
      let next = row + rows
      zero(first, row, column: 3, columns: symbols + n, chunk.reset + row)
      zero(layer.cPrevious, row, column: 0, columns: n, chunk.reset + row)
      zero(window.kappaPrevious, row, column: 0, columns: components, chunk.reset + row)
      first.round(row: row, rows: rows)
      layer.recurrent.run(first.operand(row: row), into: layer.gates.row(row))
      ct_lstm_forward(
        Int32(rows), Int32(n), layer.gates.row(row), nil, layer.bias, peepholes, layer.cPrevious.row(row),
        layer.c.row(row), layer.tanhC.row(row), hidden.row(row), Int32(hidden.columns))
      layer.cPrevious.row(next).update(from: layer.c.row(row), count: rows * n)
      hidden.round(row: row, rows: rows, column: 0, columns: n)
      window.forward.run(hidden.operand(row: row), into: window.p.row(row))
      ct_window_forward(
        Int32(rows), Int32(components), Int32(symbols), window.select(texts, chunk, at: row), window.p.row(row),
        weights.pointer("window.bias"), window.kappaPrevious.row(row), window.kappa.row(row), seen.row(row, column: 3),
        Int32(width))
      window.kappaPrevious.row(next).update(from: window.kappa.row(row), count: rows * components)
      for b in 0..<rows {
        first.row(next + b, column: 3).update(from: seen.row(row + b, column: 3), count: symbols)
        first.row(next + b, column: width).update(from: hidden.row(row + b), count: n)
      }
    }
    seen.round(row: 0, rows: shape.all)
  }

  private func forward(_ layer: LayerBuffers, _ chunk: Chunk) {
    guard let previous = layer.previous else { return }
    let (n, rows) = (layer.cells, shape.rows)
    let peepholes = layer.peepholes ? UnsafePointer(weights.pointer("\(layer.name).peepholes")) : nil
    layer.table?.look(up: chunk, into: layer.gates)
    if let seen { layer.fromSeen?.run(seen.operand(row: 0), into: layer.gates.values) }
    if layer.index > 0 {
      layer.fromBelow?.run(read.operand(row: 0, column: layers[layer.index - 1].column), into: layer.gates.values)
    }
    for step in 0..<shape.steps {
      let row = step * rows
      let next = row + rows
      zero(previous, row, column: 0, columns: n, chunk.reset + row)
      zero(layer.cPrevious, row, column: 0, columns: n, chunk.reset + row)
      previous.round(row: row, rows: rows)
      layer.recurrent.run(previous.operand(row: row), into: recurrentSum.values)
      ct_lstm_forward(
        Int32(rows), Int32(n), layer.gates.row(row), recurrentSum.values, layer.bias, peepholes,
        layer.cPrevious.row(row), layer.c.row(row), layer.tanhC.row(row), hidden.row(row, column: layer.column),
        Int32(hidden.columns))
      layer.cPrevious.row(next).update(from: layer.c.row(row), count: rows * n)
      for b in 0..<rows { previous.row(next + b).update(from: hidden.row(row + b, column: layer.column), count: n) }
    }
  }

  /// What the layers above and the head read of a layer that is done.
  private func finish(_ layer: LayerBuffers, masks: Bool) {
    if read !== hidden {
      if masks, let dropout = layerDropouts[layer.index] {
        dropout.apply(hidden, column: layer.column, to: read, column: layer.column)
      } else {
        for row in 0..<shape.all {
          read.row(row, column: layer.column).update(from: hidden.row(row, column: layer.column), count: layer.cells)
        }
      }
    }
    read.round(row: 0, rows: shape.all, column: layer.column, columns: layer.cells)
  }

  private func zero(
    _ plane: Plane, _ row: Int, column: Int, columns: Int, _ reset: UnsafeMutablePointer<UInt8>
  ) {
    ct_zero_rows(Int32(shape.rows), Int32(columns), reset, plane.row(row, column: column), Int32(plane.columns))
  }
}
