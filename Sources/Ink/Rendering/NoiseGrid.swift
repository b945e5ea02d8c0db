/// Noise over a picture that changes smoothly: numbers at the corners of square cells, and between them in the cells.
struct NoiseGrid {
  private let noise: CounterNoise
  private let width: Int
  /// Edge of a cell, in pixels.
  private let cell: Int
  /// For each pixel of a cell's edge the share of the next corner, of 256.
  private let shares: [Int]
  private var cellRow = -1
  private var above: [Int] = []
  private var below: [Int] = []

  /// - Parameters:
  ///   - width: of the picture, in pixels.
  ///   - cell: edge of a cell, in pixels; at least one is taken.
  init(_ noise: CounterNoise, width: Int, cell: Double) {
    self.noise = noise
    self.width = width
    let edge = max(1, Int(cell.rounded()))
    self.cell = edge
    shares = (0..<edge).map { place in
      let part = 256 * place / edge
      return (part * part * (768 - 2 * part)) >> 16
    }
  }

  /// The numbers of a row of pixels, 0 to 255 each.
  mutating func row(_ y: Int, into row: inout [Int]) {
    if y / cell != cellRow {
      cellRow = y / cell
      above = corners(cellRow)
      below = corners(cellRow + 1)
    }
    let down = shares[y % cell]
    var x = 0
    var from = above[0] + ((below[0] - above[0]) * down) >> 8
    for index in 1..<above.count {
      let to = above[index] + ((below[index] - above[index]) * down) >> 8
      for share in shares {
        guard x < width else { return }
        row[x] = from + ((to - from) * share) >> 8
        x += 1
      }
      from = to
    }
  }

  private func corners(_ row: Int) -> [Int] { (0...width / cell + 1).map { Int(noise.bits($0, row) >> 56) } }
}
