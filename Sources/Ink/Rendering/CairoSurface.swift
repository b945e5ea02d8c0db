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

  /// Cairo never returns NULL here: a surface that could not be made carries the error, which the end throws.
  private init(_ sink: ByteSink, _ pointer: OpaquePointer) {
    self.pointer = pointer
    self.sink = sink
  }

  deinit { cairo_surface_destroy(pointer) }

  /// A PDF file; sizes in points. The date is left out: equal drawings give equal bytes.
  static func pdf(width: Double, height: Double, title: String) -> CairoSurface {
    let sink = ByteSink()
    let surface = CairoSurface(
      sink, cairo_pdf_surface_create_for_stream(ByteSink.write, sink.closure, width, height))
    cairo_pdf_surface_set_metadata(surface.pointer, CAIRO_PDF_METADATA_CREATE_DATE, "")
    if !title.isEmpty { cairo_pdf_surface_set_metadata(surface.pointer, CAIRO_PDF_METADATA_TITLE, title) }
    return surface
  }

  /// An SVG file; sizes in its user units, which `SVGFile` gives their true size.
  static func svg(width: Double, height: Double) -> CairoSurface {
    let sink = ByteSink()
    return CairoSurface(sink, cairo_svg_surface_create_for_stream(ByteSink.write, sink.closure, width, height))
  }

  /// A picture of this many pixels, transparent.
  static func image(width: Int, height: Int) -> CairoSurface {
    CairoSurface(
      ByteSink(), cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(clamping: width), Int32(clamping: height)))
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
