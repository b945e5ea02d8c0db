import Wire
import ZMQ

extension ResultCollection {
  /// The only format that results are merged in.
  static let mergedFormat = "pdf"

  /// Refuses to merge where the results would not be one file of PDF.
  /// - Parameter format: of the results; nil where nothing says it.
  static func checkMerging(into place: OutputPlace?, format: String?) throws(Failure) {
    guard let place else {
      throw Failure(
        .invalid, "--merge is given without a file to merge into", advice: "name it with -o FILE.pdf", code: "usage")
    }
    if case .folder(let folder) = place {
      throw Failure(
        .invalid, "--merge makes one file, but \(folder) is a folder",
        advice: "give a file, -o FILE.pdf, or leave --merge out", code: "usage")
    }
    guard format == nil || format == mergedFormat else {
      throw Failure(
        .invalid, "--merge makes one PDF of many, but the format is \(Terminal.plain(format ?? ""))",
        advice: "take the format pdf, or leave --merge out and give a folder", code: "usage")
    }
  }

  /// Makes one file of the results of all items that are done, in order; one at a time is in memory.
  ///
  /// Where there is none, no file is made; nor after Ctrl-C, which is noticed between two results.
  /// - Parameter source: where an item stands in the input; nil where that is not known.
  static func merge(
    _ job: String, into place: OutputPlace, source: (Int) -> String? = { _ in nil }, over connection: inout Connection
  ) throws(Failure) -> Outcome {
    let interrupt: InterruptSignal
    do {
      interrupt = try InterruptSignal()
    } catch {
      throw Failure(error)
    }
    connection.interrupt = interrupt
    defer { connection.interrupt = nil }
    let path = place.path(item: 0, of: 1, format: mergedFormat)
    var file = try OutputFile(path)
    var merge = PDFMerge()
    var count = 0
    var outcome = try collect(job, source: source, over: &connection) { item, _, _, connection throws(Failure) in
      let result = try connection.result(of: job, item: item.item)
      let piece: [UInt8]
      do throws(PDFMerge.Flaw) {
        piece = try merge.add(result.bytes)
      } catch {
        throw Failure(
          .failed, "item \(item.item) of job \(job) cannot be merged: its file \(error.message)",
          advice: "store the results in a folder: -o DIR/", code: "unmergeable")
      }
      if count == 0 { try file.write(PDFMerge.beginning) }
      try file.write(piece)
      count += 1
      // Ended here, the process would leave its temporary file behind.
      guard !interrupt.wait(milliseconds: 0) else {
        throw Failure(
          .interrupted, "the results of job \(job) were not all merged",
          advice: "begin again with 'seqctl fetch \(job) --merge -o \(path)'")
      }
    }
    guard count > 0 else { return outcome }
    try file.write(merge.finished())
    try file.commit()
    _ = try ReceiptPlace.update(beside: path, with: nil)
    outcome.files = [path]
    outcome.merged = count
    return outcome
  }
}
