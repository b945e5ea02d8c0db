/// Why an ink file is malformed, and at which byte.
struct StrokeScanError: Error, Equatable {
  var reason: String
  var offset: Int

  var description: String { "\(reason) at byte \(offset)" }
}

/// Reads the strokes of one `WhiteboardCaptureSession` document of IAM-OnDB.
///
/// A scanner for this one format, straight over the bytes: the data set has 460 MB of XML, for which a general parser
/// takes minutes. It is strict about all that it reads: a point outside a stroke, a missing attribute, something that
/// is no number and a document that ends early are errors.
struct StrokeScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The strokes of a document, in order; times count from its first point.
  static func strokes(in bytes: UnsafeBufferPointer<UInt8>) throws(StrokeScanError) -> [[InkPoint]] {
    var scanner = StrokeScanner(bytes)
    return try scanner.document()
  }

  private mutating func document() throws(StrokeScanError) -> [[InkPoint]] {
    var strokes: [[InkPoint]] = []
    var current: [InkPoint] = []
    var inStroke = false
    var ended = false
    var start: Double?
    while skipToTag() {
      if takes("Point") {
        guard inStroke else { throw failure("a Point outside a Stroke") }
        let (x, y, time) = try point()
        let zero = start ?? time
        start = zero
        current.append(InkPoint(x: Float(x), y: Float(y), time: Float(time - zero)))
      } else if takes("Stroke") {
        guard !inStroke else { throw failure("a Stroke inside a Stroke") }
        inStroke = true
        try closeTag()
      } else if takes("/Stroke") {
        guard inStroke, !current.isEmpty else { throw failure("a Stroke without a Point, or its end without a start") }
        inStroke = false
        strokes.append(current)
        current.removeAll(keepingCapacity: true)
      } else {
        ended = takes("/WhiteboardCaptureSession")
        try closeTag()
      }
    }
    guard ended, !inStroke else { throw failure("the document ends before </WhiteboardCaptureSession>") }
    guard !strokes.isEmpty else { throw failure("no Stroke in the document") }
    return strokes
  }

  /// Moves behind the next `<`; false at the end of the document.
  private mutating func skipToTag() -> Bool {
    while position < bytes.count {
      position += 1
      if bytes[position - 1] == UInt8(ascii: "<") { return true }
    }
    return false
  }

  /// Moves behind a tag's name if it stands here in full.
  private mutating func takes(_ name: StaticString) -> Bool {
    let length = name.utf8CodeUnitCount
    guard position + length < bytes.count else { return false }
    for index in 0..<length where bytes[position + index] != name.utf8Start[index] { return false }
    switch bytes[position + length] {
    case UInt8(ascii: " "), UInt8(ascii: ">"), UInt8(ascii: "/"), 9, 10, 13: break
    default: return false
    }
    position += length
    return true
  }

  private mutating func closeTag() throws(StrokeScanError) {
    while position < bytes.count {
      position += 1
      if bytes[position - 1] == UInt8(ascii: ">") { return }
    }
    throw failure("a tag that is not closed")
  }

  /// The attributes of a `<Point x= y= time=/>`, in any order.
  private mutating func point() throws(StrokeScanError) -> (x: Double, y: Double, time: Double) {
    var x = Double.nan
    var y = Double.nan
    var time = Double.nan
    while true {
      skipSpace()
      guard position < bytes.count else { throw failure("a Point that is not closed") }
      switch bytes[position] {
      case UInt8(ascii: "x"):
        x = try attribute(nameLength: 1)
      case UInt8(ascii: "y"):
        y = try attribute(nameLength: 1)
      case UInt8(ascii: "t"):
        time = try attribute(nameLength: 4)
      case UInt8(ascii: "/"):
        guard !x.isNaN, !y.isNaN, !time.isNaN else { throw failure("a Point without x, y or time") }
        position += 1
        guard position < bytes.count, bytes[position] == UInt8(ascii: ">") else {
          throw failure("a Point that is not closed")
        }
        position += 1
        return (x, y, time)
      default:
        throw failure("an unknown attribute of a Point")
      }
    }
  }

  /// The number in `name="…"`.
  private mutating func attribute(nameLength: Int) throws(StrokeScanError) -> Double {
    position += nameLength
    guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "="), bytes[position + 1] == UInt8(ascii: "\"")
    else { throw failure("a Point's attribute without a quoted value") }
    position += 2
    let value = try number()
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
      throw failure("a Point's attribute that is no decimal number")
    }
    position += 1
    return value
  }

  private mutating func number() throws(StrokeScanError) -> Double {
    var negative = false
    if position < bytes.count, bytes[position] == UInt8(ascii: "-") {
      negative = true
      position += 1
    }
    var digits = 0
    var mantissa = 0.0
    var scale = 1.0
    var fraction = false
    while position < bytes.count {
      let byte = bytes[position]
      if byte &- UInt8(ascii: "0") < 10 {
        mantissa = mantissa * 10 + Double(byte &- UInt8(ascii: "0"))
        if fraction { scale *= 10 }
        digits += 1
      } else if byte == UInt8(ascii: "."), !fraction {
        fraction = true
      } else {
        break
      }
      position += 1
    }
    // Doubles hold every integer of 15 digits, so one division rounds once.
    guard digits > 0, digits <= 15 else { throw failure("a Point's attribute that is no decimal number") }
    return (negative ? -mantissa : mantissa) / scale
  }

  private mutating func skipSpace() {
    while position < bytes.count, bytes[position] == 32 || bytes[position] &- 9 < 5 { position += 1 }
  }

  private func failure(_ reason: String) -> StrokeScanError { StrokeScanError(reason: reason, offset: position) }
}
