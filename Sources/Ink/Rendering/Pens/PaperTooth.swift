/// The tooth of the paper, on which a pencil leaves less in the hollows; for pictures alone, since it is finer than what
/// files of vectors can hold.
enum PaperTooth {
  /// Edges of the cells of noise, in mm, and how much each counts.
  private static let cells = [(edge: 0.11, weight: 3), (edge: 0.22, weight: 1)]

  /// Takes from the coverage of ink what the paper's hollows do not get.
  /// - Parameter coverage: 0 to 255 for each pixel of the picture.
  static func wear(_ coverage: inout [UInt8], _ size: PictureSize, seed: UInt64) {
    var grids = cells.enumerated().map { number, cell in
      let noise = CounterNoise(seed: seed, field: 1 << 62 | UInt64(number))
      return NoiseGrid(noise, width: size.width, cell: cell.edge * size.scale)
    }
    var rows = grids.map { _ in Array(repeating: 0, count: size.width) }
    for y in 0..<size.height {
      for grid in grids.indices { grids[grid].row(y, into: &rows[grid]) }
      for x in 0..<size.width where coverage[y * size.width + x] > 0 {
        let place = y * size.width + x
        let depth = (cells[0].weight * rows[0][x] + cells[1].weight * rows[1][x]) / (cells[0].weight + cells[1].weight)
        // Half of the paper is flat; the deepest hollows keep a third.
        let kept = 256 - max(0, depth - 100) * 170 / 155
        coverage[place] = UInt8(clamping: (Int(coverage[place]) * kept) >> 8)
      }
    }
  }
}
