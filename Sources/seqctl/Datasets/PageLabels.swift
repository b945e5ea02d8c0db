/// What a PAGE XML file of the daemon says of its picture.
enum PageLabels {
  /// The text of the picture: that of its regions, each on lines of its own.
  /// - Returns: nil for a file that is none of the daemon's, or without a text.
  static func text(of file: [UInt8]) -> String? {
    let texts = String(decoding: file, as: UTF8.self).split(separator: "</TextRegion>").dropLast().map { region in
      // A region says what it says after all of its lines.
      region.split(separator: "<Unicode>").last.flatMap {
        $0.split(separator: "</Unicode>", omittingEmptySubsequences: false).first.map { plain($0) }
      }
    }
    return texts.isEmpty || texts.contains(nil) ? nil : texts.compactMap { $0 }.joined(separator: "\n")
  }

  /// The file with the name of its picture, which the daemon cannot know.
  static func naming(_ image: String, in file: [UInt8]) -> [UInt8] {
    let start = Array("imageFilename=\"".utf8)
    guard let found = file.firstRange(of: start), let end = file[found.upperBound...].firstIndex(of: UInt8(ascii: "\""))
    else { return file }
    return file[..<found.upperBound] + Array(image.utf8) + file[end...]
  }

  private static func plain(_ text: Substring) -> String {
    String(text).replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
  }
}
