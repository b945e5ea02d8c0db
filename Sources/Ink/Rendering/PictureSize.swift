/// How many pixels a picture of pages has, the pages below one another.
struct PictureSize: Equatable {
  var width: Int
  var height: Int
  /// Pixels per inch.
  var resolution: Double

  init(_ pages: [Page], resolution: Double) {
    self.init(width: pages.width, height: pages.height, resolution: resolution)
  }

  /// - Parameters:
  ///   - width: in mm.
  ///   - height: in mm.
  init(width: Double, height: Double, resolution: Double) {
    func pixels(_ millimetres: Double) -> Int {
      Int(min(max((millimetres * resolution / 25.4).rounded(.up), 1), 1e9))
    }
    self.resolution = resolution
    self.width = pixels(width)
    self.height = pixels(height)
  }

  /// Pixels to the mm.
  var scale: Double { resolution / 25.4 }
}
