import CZlib

/// The parts of a PNG file (W3C Portable Network Graphics, third edition).
///
/// Ink of one colour on paper of one colour needs one byte for each pixel: how much of it the ink covers is the index into
/// a palette of their mixtures. Cairo would write three bytes and let libpng try five filters on each row, which takes
/// several times as long and gives a larger file (Documentation/PERFORMANCE.md).
enum PNGFile {
  private static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  /// A picture of ink.
  /// - Parameters:
  ///   - rows: the coverage of each row's pixels, 0 for paper to 255 for ink, `width` bytes each.
  ///   - paper: nil for a transparent one.
  ///   - rules: colour of printed lines; where there are any, `rows` are those of `PrintedRules.mark`.
  ///   - dotsPerInch: from which viewers and printers know its true size.
  ///   - receipt: ASCII for a text chunk with the keyword `seqd`; none where nil.
  static func picture(
    width: Int, height: Int, ink: Colour, paper: Colour?, rules: Colour? = nil, dotsPerInch: Double,
    receipt: String? = nil,
    rows: (Int) -> UnsafeBufferPointer<UInt8>
  ) throws(InkError) -> [UInt8] {
    var file = signature
    // 8 bits, indexed colour, the one compression and filter method there is, not interlaced.
    append("IHDR", bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, 3, 0, 0, 0], to: &file)
    if let rules {
      let levels = (0...127).map { Double($0) / 127 }
      append(
        "PLTE", [paper, rules].flatMap { ground in levels.flatMap { mixture(of: ink, on: ground, coverage: $0) } },
        to: &file)
      if paper == nil { append("tRNS", (0...127).map { UInt8($0 * 255 / 127) }, to: &file) }
    } else {
      append("PLTE", (0...255).flatMap { mixture(of: ink, on: paper, coverage: Double($0) / 255) }, to: &file)
      if paper == nil { append("tRNS", Array(0...255), to: &file) }
    }
    appendAbout(dotsPerInch, receipt, to: &file)
    append("IDAT", try compressed(width: width, height: height, rows: rows), to: &file)
    append("IEND", [], to: &file)
    return file
  }

  /// A picture of three bytes for each pixel.
  /// - Parameters:
  ///   - pixels: red, green and blue of each, row by row.
  ///   - receipt: as of a picture of ink.
  static func photograph(
    _ pixels: [UInt8], width: Int, height: Int, dotsPerInch: Double, receipt: String? = nil
  ) throws(InkError) -> [UInt8] {
    var file = signature
    append("IHDR", bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, 2, 0, 0, 0], to: &file)
    appendAbout(dotsPerInch, receipt, to: &file)
    let stream = try pixels.withRows(of: 3 * width) { rows throws(InkError) in
      try compressed(width: 3 * width, height: height, rows: rows)
    }
    append("IDAT", stream, to: &file)
    append("IEND", [], to: &file)
    return file
  }

  private static func appendAbout(_ dotsPerInch: Double, _ receipt: String?, to file: inout [UInt8]) {
    let perMetre = bigEndian(UInt32((dotsPerInch / 0.0254).rounded()))
    append("pHYs", perMetre + perMetre + [1], to: &file)
    if let receipt { append("tEXt", Array("seqd\0".utf8) + Array(receipt.utf8), to: &file) }
  }

  private static func mixture(of ink: Colour, on paper: Colour?, coverage: Double) -> [UInt8] {
    let paper = paper ?? ink
    return [(ink.red, paper.red), (ink.green, paper.green), (ink.blue, paper.blue)].map { ink, paper in
      UInt8((255 * (paper + (ink - paper) * coverage)).rounded())
    }
  }

  private static func append(_ type: String, _ content: [UInt8], to file: inout [UInt8]) {
    let chunk = Array(type.utf8) + content
    file += bigEndian(UInt32(content.count))
    file += chunk
    file += bigEndian(chunk.withUnsafeBufferPointer { UInt32(crc32(0, $0.baseAddress, uInt($0.count))) })
  }

  /// The rows, unfiltered, as a zlib stream. Runs are all that repeats in ink, and looking for nothing else (`Z_RLE`) is
  /// the fastest and gives the smallest file.
  /// - Parameter width: in bytes.
  private static func compressed(
    width: Int, height: Int, rows: (Int) -> UnsafeBufferPointer<UInt8>
  ) throws(InkError) -> [UInt8] {
    var stream = z_stream()
    guard
      deflateInit2_(
        &stream, 1, Z_DEFLATED, MAX_WBITS, 9, Z_RLE, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw InkError("Cannot write the picture: zlib does not start.") }
    defer { deflateEnd(&stream) }
    // All in one piece: never more than this bound.
    let bound = Int(deflateBound(&stream, uLong(height * (width + 1))))
    return [UInt8](unsafeUninitializedCapacity: bound) { output, count in
      stream.next_out = output.baseAddress
      stream.avail_out = uInt(output.count)
      let unfiltered: [UInt8] = [0]
      for row in 0..<height {
        unfiltered.withUnsafeBufferPointer { feed($0, to: &stream) }
        feed(rows(row), to: &stream)
      }
      stream.avail_in = 0
      deflate(&stream, Z_FINISH)
      count = Int(stream.total_out)
    }
  }

  private static func feed(_ bytes: UnsafeBufferPointer<UInt8>, to stream: inout z_stream) {
    stream.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
    stream.avail_in = uInt(bytes.count)
    deflate(&stream, Z_NO_FLUSH)
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
