/// Turns the coverage of ink into the picture that a scanner would take of it, three bytes for each pixel.
///
/// All arithmetic is whole, so that a coverage gives the same picture on every machine. In the order of light and paper:
/// the ink's edges follow the fibres and the optics blur them; the ink is uneven, the paper grained and not quite white;
/// the light falls off towards two sides, and the sensor adds noise.
struct ScanPicture {
  private let look: ScanLook
  private let size: PictureSize
  /// Of 256.
  private let strength: Int
  private let ink: [Int]
  private let paper: [Int]
  private let light: ScanLight
  private let sensor: CounterNoise
  private var grids: [NoiseGrid]
  private var rows: [[Int]]

  /// Edges of the cells of noise, in mm: of ink, of its grain, of paper, of its fibres.
  private static let cells = [1.1, 0.17, 0.7, 0.13]

  init(_ look: ScanLook, _ size: PictureSize, ink: Colour, paper: Colour) {
    self.look = look
    self.size = size
    let strength = Int((256 * look.strength).rounded())
    self.strength = strength
    func levels(_ colour: Colour) -> [Int] {
      [colour.red, colour.green, colour.blue].map { Int((255 * $0).rounded()) }
    }
    // Paper is warmer than its colour on a screen, ink never as dark.
    self.paper = zip(levels(paper), [9, 12, 20]).map { $0 - ($0 * $1 * strength / 255) / 256 }
    self.ink = levels(ink).map { $0 + (255 - $0) * 26 * strength / (256 * 256) }
    light = ScanLight(look, size)
    sensor = look.noise(.sensor)
    let fields: [ScanLook.Field] = [.ink, .inkGrain, .paper, .fibre]
    grids = zip(fields, Self.cells).map { NoiseGrid(look.noise($0), width: size.width, cell: $1 * size.scale) }
    rows = fields.map { _ in Array(repeating: 0, count: size.width) }
  }

  /// The picture's bytes: red, green and blue of each pixel.
  /// - Parameter coverage: how much of each pixel the ink covers, 0 to 255, as many as the picture has pixels.
  mutating func picture(of coverage: consuming [UInt8]) -> [UInt8] {
    roughen(&coverage)
    ScanBlur(strength: strength, resolution: size.resolution).blur(&coverage, width: size.width, height: size.height)
    var picture = [UInt8](repeating: 0, count: 3 * coverage.count)
    for y in 0..<size.height {
      for grid in grids.indices { grids[grid].row(y, into: &rows[grid]) }
      for x in 0..<size.width {
        let place = y * size.width + x
        let density = 256 - (strength * (14 + rows[0][x] / 4 + rows[1][x] / 5)) >> 8
        let covered = (Int(coverage[place]) * density) >> 8
        let grain = (((rows[2][x] - 128) * 5 + (rows[3][x] - 128) * 6) * strength) >> 16
        let shine = light.level(x, y)
        let noise = self.noise(x, y)
        for channel in 0..<3 {
          let mixed = paper[channel] + (ink[channel] - paper[channel]) * covered / 255
          let lit = ((mixed + grain) * shine) >> 16
          picture[3 * place + channel] = UInt8(clamping: lit + noise[channel])
        }
      }
    }
    return picture
  }

  /// Noise of the sensor: most in common, little of each colour's own.
  private func noise(_ x: Int, _ y: Int) -> SIMD3<Int> {
    let bits = sensor.bits(x, y)
    func byte(_ index: Int) -> Int { Int(bits >> (8 * UInt64(index)) & 255) }
    let common = byte(0) + byte(1) + byte(2) - 382
    let own = SIMD3(byte(3) + byte(4), byte(4) + byte(5), byte(5) + byte(6)) &- 255
    return (SIMD3(repeating: common * 3) &+ own &* 2) &* strength / (256 * 256)
  }

  /// Lets edges follow the paper's fibres: where a pixel is half covered it becomes more so or less.
  private func roughen(_ coverage: inout [UInt8]) {
    var grid = NoiseGrid(look.noise(.edge), width: size.width, cell: 0.1 * size.scale)
    var row = Array(repeating: 0, count: size.width)
    for y in 0..<size.height {
      grid.row(y, into: &row)
      for x in 0..<size.width {
        let covered = Int(coverage[y * size.width + x])
        guard covered > 0, covered < 255 else { continue }
        let change = (row[x] - 128) * covered * (255 - covered) / 16384
        coverage[y * size.width + x] = UInt8(clamping: covered + change * strength / 256)
      }
    }
  }
}
