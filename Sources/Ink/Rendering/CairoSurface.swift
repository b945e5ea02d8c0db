import CCairo

/// Takes in the bytes that Cairo writes.
private final class ByteSink {
  var bytes: [UInt8] = []

  static let write: cairo_write_func_t = { closure, data, length in
    guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
    let sink = Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
    sink.bytes += UnsafeBufferPointer(start: data, count: Int(length))
    return CAIRO_STATUS_SUCCESS
  }

  var closure: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }
}

/// A Cairo surface that writes to memory; owned, so that it is destroyed exactly once.
struct CairoSurface: ~Copyable {
  let pointer: OpaquePointer
  private let sink: ByteSink
  /// What a picture is drawn into, where it is not Cairo's own.
  private let pixels: UnsafeMutableBufferPointer<UInt8>?

  /// Cairo never returns NULL here: a surface that could not be made carries the error, which the end throws.
  private init(_ sink: ByteSink, _ pointer: OpaquePointer, pixels: UnsafeMutableBufferPointer<UInt8>? = nil) {
    self.pointer = pointer
    self.sink = sink
    self.pixels = pixels
  }

  deinit {
    cairo_surface_destroy(pointer)
    pixels?.deallocate()
  }

  /// An SVG file; sizes in its user units, which `SVGFile` gives their true size.
  static func svg(width: Double, height: Double) -> CairoSurface {
    let sink = ByteSink()
    return CairoSurface(sink, cairo_svg_surface_create_for_stream(ByteSink.write, sink.closure, width, height))
  }

  /// A PDF file of one page, sizes in points; without the date that Cairo would give it.
  static func pdf(width: Double, height: Double) -> CairoSurface {
    let sink = ByteSink()
    let surface = cairo_pdf_surface_create_for_stream(ByteSink.write, sink.closure, width, height)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "")
    return CairoSurface(sink, surface!)
  }

  /// A picture of this many pixels, transparent.
  static func image(width: Int, height: Int) -> CairoSurface {
    CairoSurface(
      ByteSink(), cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(clamping: width), Int32(clamping: height)))
  }

  /// A picture of this many pixels that keeps of each how much of it is covered.
  static func coverage(width: Int, height: Int) -> CairoSurface {
    let stride = cairo_format_stride_for_width(CAIRO_FORMAT_A8, Int32(clamping: width))
    // Drawing reads before it writes, and memory that is first read costs the system twice: so it is written here.
    let pixels = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(0, Int(stride) * height))
    pixels.initialize(repeating: 0)
    return CairoSurface(
      ByteSink(),
      cairo_image_surface_create_for_data(
        pixels.baseAddress, CAIRO_FORMAT_A8, Int32(clamping: width), Int32(clamping: height), stride),
      pixels: pixels)
  }

  /// The rows of a picture of coverage.
  /// - Parameter body: told width, height, and where a row's bytes are for as long as it runs.
  borrowing func withRows<Value>(
    _ body: (_ width: Int, _ height: Int, _ row: (Int) -> UnsafeBufferPointer<UInt8>) throws(InkError) -> Value
  ) throws(InkError) -> Value {
    cairo_surface_flush(pointer)
    try InkError.check(cairo_surface_status(pointer), while: "draw the picture")
    guard let bytes = cairo_image_surface_get_data(pointer) else { throw InkError("Cannot draw the picture.") }
    let (width, height) = (Int(cairo_image_surface_get_width(pointer)), Int(cairo_image_surface_get_height(pointer)))
    let stride = Int(cairo_image_surface_get_stride(pointer))
    return try body(width, height) { UnsafeBufferPointer(start: bytes + $0 * stride, count: width) }
  }

  /// Ends the document and returns its bytes.
  consuming func finishedDocument() throws(InkError) -> [UInt8] {
    cairo_surface_finish(pointer)
    try InkError.check(cairo_surface_status(pointer), while: "write the document")
    return sink.bytes
  }

  /// The picture as a PNG file.
  consuming func finishedPicture() throws(InkError) -> [UInt8] {
    cairo_surface_flush(pointer)
    try InkError.check(
      cairo_surface_write_to_png_stream(pointer, ByteSink.write, sink.closure), while: "write the picture")
    return sink.bytes
  }
}
