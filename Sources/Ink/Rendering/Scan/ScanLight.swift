/// Light that falls unevenly: a little less towards one corner, and less along the side where the lid or a binding lifts
/// the sheet.
struct ScanLight {
  private let width: Int
  private let height: Int
  /// By how much light falls off from one edge to the opposite one, of 65536; its sign says which way.
  private let across: Int
  private let down: Int
  /// At the shaded side, of 65536.
  private let shade: Int
  private let isShadedLeft: Bool

  init(_ look: ScanLook, _ size: PictureSize) {
    let noise = look.noise(.light)
    width = size.width
    height = size.height
    func part(_ share: Double) -> Int { Int((65536 * look.strength * share).rounded()) }
    across = part(0.035 * noise.signed(0))
    down = part(0.035 * noise.signed(1))
    shade = part(0.03 + 0.07 * noise.unit(2))
    isShadedLeft = noise.bits(3) & 1 == 0
  }

  /// How much of the light a pixel gets, of 65536.
  func level(_ x: Int, _ y: Int) -> Int {
    let fallen = (across >= 0 ? x : x - width) * across / width + (down >= 0 ? y : y - height) * down / height
    // The shade reaches over a twelfth of the sheet and ends softly.
    let reach = max(1, width / 12)
    let distance = isShadedLeft ? x : width - 1 - x
    let near = max(0, reach - distance)
    return 65536 - fallen - shade * near / reach * near / reach
  }
}
