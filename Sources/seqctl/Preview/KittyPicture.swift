import CZlib

/// Pictures by the graphics protocol of kitty: pixels, compressed, in pieces of base64.
enum KittyPicture {
  /// Characters of base64 in one piece.
  private static let pieceLength = 4096

  /// The picture on white. One of the same id takes the place of the one before; the cursor stays.
  static func text(of raster: Raster, id: Int) -> String {
    let light = raster.pixels.map { 255 - $0 }
    guard raster.width > 0, raster.height > 0, let packed = compressed(light.flatMap { [$0, $0, $0] }) else {
      return ""
    }
    var rest = base64(packed)[...]
    var keys = "a=T,i=\(id),p=1,q=2,C=1,f=24,o=z,s=\(raster.width),v=\(raster.height),"
    var text = ""
    repeat {
      let piece = rest.prefix(pieceLength)
      rest = rest.dropFirst(pieceLength)
      text += "\u{1B}_G\(keys)m=\(rest.isEmpty ? 0 : 1);\(piece)\u{1B}\\"
      keys = ""
    } while !rest.isEmpty
    return text
  }

  /// RFC 4648, section 4.
  private static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var coded: [UInt8] = []
    coded.reserveCapacity((bytes.count + 2) / 3 * 4)
    for first in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[first..<min(first + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for place in 0..<4 {
        coded.append(place <= group.count ? digits[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: coded, as: UTF8.self)
  }

  private static func compressed(_ bytes: [UInt8]) -> [UInt8]? {
    var length = compressBound(uLong(bytes.count))
    var packed = [UInt8](repeating: 0, count: Int(length))
    guard compress2(&packed, &length, bytes, uLong(bytes.count), 1) == Z_OK else { return nil }
    return Array(packed.prefix(Int(length)))
  }
}
