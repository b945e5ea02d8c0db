import FoundationEssentials

/// A picture whose file name chooses the format.
enum PictureFile {
  static func write(
    to path: String, png: () throws -> [UInt8], svg: () throws -> [UInt8], pdf: (() throws -> [UInt8])? = nil
  ) throws {
    let bytes: [UInt8]
    if path.hasSuffix(".png") {
      bytes = try png()
    } else if path.hasSuffix(".svg") {
      bytes = try svg()
    } else if path.hasSuffix(".pdf"), let pdf {
      bytes = try pdf()
    } else if pdf != nil {
      throw InvalidRequest("\(path) ends neither in .pdf nor in .svg nor in .png; the suffix chooses the format")
    } else {
      throw InvalidRequest("\(path) ends neither in .png nor in .svg; the suffix chooses the format")
    }
    try write(bytes, to: path)
  }

  /// Writes bytes under a temporary name and renames them.
  static func write(_ bytes: [UInt8], to path: String) throws {
    do { try Data(bytes).write(to: URL(filePath: path), options: .atomic) } catch {
      throw TrainingError.file(path: path, reason: "it cannot be written")
    }
  }
}
