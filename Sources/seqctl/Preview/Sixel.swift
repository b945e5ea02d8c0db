/// Pictures in sixels: bands of six rows, in each a pass per shade (DEC STD 070, chapter on sixel graphics).
enum Sixel {
  /// Shades: paper, and ink from faint to black.
  private static let shades = 5

  /// The picture on white; the cursor is put back where it was.
  static func text(of raster: Raster) -> String {
    var text = "\u{1B}7\u{1B}P0;0;0q\"1;1;\(raster.width);\(raster.height)"
    for shade in 0..<shades {
      let light = 100 - 100 * shade / (shades - 1)
      text += "#\(shade);2;\(light);\(light);\(light)"
    }
    for top in stride(from: 0, to: raster.height, by: 6) {
      let passes = (0..<shades).compactMap { pass(of: $0, top: top, raster) }
      text += passes.joined(separator: "$") + "-"
    }
    return text + "\u{1B}\\\u{1B}8"
  }

  /// The pixels of a shade in a band; nil where there are none.
  private static func pass(of shade: Int, top: Int, _ raster: Raster) -> String? {
    var text = "#\(shade)"
    var isEmpty = true
    var (last, length) = (UInt8(0), 0)
    for x in 0...raster.width {
      var dots: UInt8 = 0
      if x < raster.width {
        for y in 0..<min(6, raster.height - top) where Self.shade(raster[x, top + y]) == shade { dots |= 1 << y }
      }
      if dots != 0 { isEmpty = false }
      if dots == last, x < raster.width {
        length += 1
      } else {
        text += run(of: last, length: length)
        (last, length) = (dots, 1)
      }
    }
    return isEmpty ? nil : text
  }

  private static func shade(_ darkness: UInt8) -> Int { (Int(darkness) * (shades - 1) + 127) / 255 }

  private static func run(of dots: UInt8, length: Int) -> String {
    let character = String(UnicodeScalar(63 + dots))
    return length > 3 ? "!\(length)\(character)" : String(repeating: character, count: length)
  }
}
