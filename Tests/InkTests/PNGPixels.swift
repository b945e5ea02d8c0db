import CCairo
import Testing

@testable import Ink

/// What Cairo itself reads from a PNG file, as pixels 0xAARRGGBB with premultiplied alpha.
func pixels(of file: [UInt8]) throws -> (width: Int, pixels: [UInt32]) {
  var rest = file[...]
  let surface = withUnsafeMutablePointer(to: &rest) { rest in
    cairo_image_surface_create_from_png_stream(
      { closure, data, length in
        guard let rest = closure?.assumingMemoryBound(to: ArraySlice<UInt8>.self), rest.pointee.count >= length else {
          return CAIRO_STATUS_READ_ERROR
        }
        for index in 0..<Int(length) { data?[index] = rest.pointee.removeFirst() }
        return CAIRO_STATUS_SUCCESS
      }, rest)
  }
  defer { cairo_surface_destroy(surface) }
  try #require(cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS)
  let (width, height) = (
    Int(cairo_image_surface_get_width(surface)), Int(cairo_image_surface_get_height(surface))
  )
  let stride = Int(cairo_image_surface_get_stride(surface))
  let data = try #require(cairo_image_surface_get_data(surface))
  return (
    width,
    (0..<width * height).map { index in
      UnsafeRawPointer(data + index / width * stride).load(fromByteOffset: 4 * (index % width), as: UInt32.self)
    }
  )
}
