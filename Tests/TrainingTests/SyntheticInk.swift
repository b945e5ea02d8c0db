import CArchive
import FoundationEssentials

/// A small data set in IAM-OnDB's layout, with lines made up here.
struct SyntheticInk {
  /// One form: its transcription lines, and the ink of the lines that have any, by line number.
  struct Form {
    var set: String
    var name: String
    var text: [String]
    var ink: [Int: [[InkReading]]]
  }

  struct InkReading {
    var x: Int
    var y: Int
    var time: Double
  }

  static let sets = ["trainset", "testset_t", "testset_f", "testset_v"]

  /// Strokes whose points move by (10, 5) every 10 ms, one stroke per count, (30, 3) units and 200 ms further apart.
  static func strokes(_ counts: [Int]) -> [[InkReading]] {
    var x = 1000
    var y = 500
    var time = 12_345_678.25
    return counts.map { count in
      x += 30
      y += 3
      time += 0.2
      return (0..<count).map { _ in
        defer {
          x += 10
          y += 5
          time += 0.01
        }
        return InkReading(x: x, y: y, time: time)
      }
    }
  }

  static func document(_ strokes: [[InkReading]]) -> String {
    var text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<WhiteboardCaptureSession>\n"
    text +=
      "  <WhiteboardDescription>\n    <SensorLocation corner=\"top_left\"/>\n  </WhiteboardDescription>\n  <StrokeSet>\n"
    for stroke in strokes {
      text += "    <Stroke colour=\"black\" start_time=\"1.00\" end_time=\"2.00\">\n"
      for point in stroke {
        let hundredths = Int((point.time * 100).rounded())
        let rest = hundredths % 100
        text += "      <Point x=\"\(point.x)\" y=\"\(point.y)\" "
        text += "time=\"\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)\"/>\n"
      }
      text += "    </Stroke>\n"
    }
    return text + "  </StrokeSet>\n</WhiteboardCaptureSession>\n"
  }

  var forms: [Form]

  /// The files of one part by path, e.g. `lineStrokes/a01/a01-000/a01-000u-01.xml`.
  private var strokeFiles: [String: String] {
    var files: [String: String] = [:]
    for form in forms {
      for (number, strokes) in form.ink {
        files["lineStrokes/\(form.name.prefix(3))/\(form.name.prefix(7))/\(form.name)-0\(number).xml"] =
          Self.document(strokes)
      }
    }
    return files
  }

  private var textFiles: [String: String] {
    var files: [String: String] = [:]
    for form in forms {
      files["ascii/\(form.name.prefix(3))/\(form.name.prefix(7))/\(form.name).txt"] =
        "OCR:\r\n\r\nwhat a machine read\r\n\r\nCSR:\r\n\r\n" + form.text.map { $0 + "\r\n\r\n" }.joined()
    }
    return files
  }

  /// Writes form lists, and strokes and transcriptions as folders.
  func write(to folder: String) throws {
    try writeLists(to: folder)
    for (path, content) in strokeFiles.merging(textFiles, uniquingKeysWith: { first, _ in first }) {
      try Self.put(content, at: "\(folder)/\(path)")
    }
  }

  /// Writes form lists, and strokes and transcriptions as compressed archives.
  func writeArchives(to folder: String, suffix: String) throws {
    try writeLists(to: folder)
    try Self.archive(strokeFiles, at: "\(folder)/lineStrokes-all.\(suffix)")
    try Self.archive(textFiles, at: "\(folder)/ascii-all.\(suffix)")
  }

  private func writeLists(to folder: String) throws {
    for set in Self.sets {
      try Self.put(
        forms.filter { $0.set == set }.map { " \($0.name)\n" }.joined() + "\n", at: "\(folder)/\(set).txt")
    }
  }

  static func put(_ content: String, at path: String) throws {
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    try FileManager.default.createDirectory(atPath: "/" + folder, withIntermediateDirectories: true)
    try Data(content.utf8).write(to: URL(filePath: path))
  }

  private static func archive(_ files: [String: String], at path: String) throws {
    let archive = archive_write_new()
    defer { archive_write_free(archive) }
    if path.hasSuffix("xz") { archive_write_add_filter_xz(archive) } else { archive_write_add_filter_gzip(archive) }
    archive_write_set_format_ustar(archive)
    archive_write_open_filename(archive, path)
    for (name, content) in files.sorted(by: { $0.key < $1.key }) {
      let entry = archive_entry_new()
      defer { archive_entry_free(entry) }
      archive_entry_set_pathname(entry, name)
      archive_entry_set_size(entry, Int64(content.utf8.count))
      archive_entry_set_filetype(entry, 0o100000)
      archive_entry_set_perm(entry, 0o644)
      archive_write_header(archive, entry)
      _ = Array(content.utf8).withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) }
    }
    archive_write_close(archive)
  }
}
