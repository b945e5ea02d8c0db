/// The blur of a scanner's optics: each pixel takes from its neighbours, along rows and then along columns.
struct ScanBlur {
  /// What a pixel takes from either neighbour, of 256.
  private let share: Int
  private let times: Int

  /// - Parameters:
  ///   - strength: of 256.
  ///   - resolution: in dots per inch; a finer scan spreads the same blur over more pixels.
  init(strength: Int, resolution: Double) {
    share = 60 * strength / 256
    // Repeating adds up squares of widths.
    let finer = resolution / 300
    times = min(max(Int((finer * finer).rounded()), 1), 12)
  }

  func blur(_ picture: inout [UInt8], width: Int, height: Int) {
    for _ in 0..<times {
      for y in 0..<height { blur(&picture, from: y * width, step: 1, count: width) }
      for x in 0..<width { blur(&picture, from: x, step: width, count: height) }
    }
  }

  private func blur(_ picture: inout [UInt8], from first: Int, step: Int, count: Int) {
    var before = Int(picture[first])
    for index in 0..<count {
      let place = first + index * step
      let own = Int(picture[place])
      let after = index < count - 1 ? Int(picture[place + step]) : own
      picture[place] = UInt8(clamping: (own * (256 - 2 * share) + (before + after) * share + 128) >> 8)
      before = own
    }
  }
}
