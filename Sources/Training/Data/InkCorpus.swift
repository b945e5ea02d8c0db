import FoundationEssentials

/// IAM-OnDB in Graves's division: trained on `trainset`, `testset_t` and `testset_f`, validated on `testset_v`
/// (Graves 2013, section 4.2).
public struct InkCorpus: Sendable {
  /// Lines of trainset, testset_t and testset_f, in this order, within a set by id.
  public var training: [InkLine]
  /// Lines of testset_v, by id.
  public var validation: [InkLine]
  public var report: InkReport

  /// Names of the official form lists.
  static let trainingSets = ["trainset", "testset_t", "testset_f"]
  static let validationSet = "testset_v"

  /// Reads the official files: stroke and transcription archives (or the folders they unpack to) and form lists.
  ///
  /// - Parameters:
  ///   - folder: the folder that holds `lineStrokes-all.tar.xz` (or `.tar.gz`, or `lineStrokes/`), `ascii-all.tar.xz`
  ///     (or `ascii/`), `trainset.txt`, `testset_v.txt`, `testset_t.txt` and `testset_f.txt`.
  ///   - exclude: ids of lines to leave out.
  ///   - cache: a folder where what was read is kept for the next time; nil for none. A cache that is damaged or older
  ///     than the files is made again.
  ///   - progress: called now and then with the number of lines read so far.
  /// - Throws: `InkDataError` for missing or damaged files; malformed ink of single lines only goes into the report.
  public static func load(
    folder: String, exclude: Set<String> = [], cache: String? = nil, progress: ((Int) -> Void)? = nil
  ) throws -> InkCorpus {
    let strokes = try InkSource.find("lineStrokes", in: folder)
    let transcriptions = try InkSource.find("ascii", in: folder)
    let lists = try FormLists(folder: folder)
    guard let cache else {
      return try InkCorpus(RecordedInk(strokes, transcriptions, progress), lists: lists, exclude: exclude)
    }
    let file = InkCache(folder: cache, key: try strokes.fingerprint() + "\n" + transcriptions.fingerprint())
    if let ink = file.read() {
      var corpus = InkCorpus(ink, lists: lists, exclude: exclude)
      corpus.report.fromCache = true
      return corpus
    }
    let ink = try RecordedInk(strokes, transcriptions, progress)
    try file.write(ink)
    return InkCorpus(ink, lists: lists, exclude: exclude)
  }

  private init(_ ink: RecordedInk, lists: FormLists, exclude: Set<String>) {
    var sets: [String: [InkLine]] = [:]
    var report = InkReport()
    report.totalLines = ink.lines.count
    report.unreadable = ink.unreadable
    report.cleaning = ink.cleaning
    for (name, forms) in lists.forms { report.sets[name] = InkReport.SetCount(forms: forms.count, lines: 0, points: 0) }
    for line in ink.lines {
      guard let set = lists.set(ofLine: line.id) else {
        report.unlisted.append(line.id)
        continue
      }
      report.sets[set]?.lines += 1
      report.sets[set]?.points += line.pointCount
      if exclude.contains(line.id) {
        report.excluded.append(line.id)
      } else if line.text.isEmpty {
        report.withoutTranscription.append(line.id)
      } else {
        sets[set, default: []].append(line)
      }
    }
    report.unknownExclusions = exclude.subtracting(ink.lines.map(\.id)).sorted()
    training = Self.trainingSets.flatMap { sets[$0] ?? [] }
    validation = sets[Self.validationSet] ?? []
    self.report = report
  }
}

/// All lines of a data set, cleaned, before they are divided into sets.
struct RecordedInk: Equatable {
  /// By id; a line without transcription has an empty text.
  var lines: [InkLine] = []
  var unreadable: [InkReport.Unreadable] = []
  var cleaning = InkCleaning.Counts()

  init() {}

  init(_ strokes: InkSource, _ transcriptions: InkSource, _ progress: ((Int) -> Void)?) throws {
    let texts = try Transcriptions(transcriptions)
    unreadable = texts.unreadable
    let cleaner = InkCleaning()
    try strokes.forEachFile(suffix: ".xml") { name, bytes in
      let id = String(name.dropLast(4))
      do throws(StrokeScanError) {
        let clean = cleaner.clean(try StrokeScanner.strokes(in: bytes), counts: &cleaning)
        lines.append(InkLine(id: id, text: texts.lines[id] ?? "", strokes: clean))
        if lines.count % 500 == 0 { progress?(lines.count) }
      } catch {
        unreadable.append(InkReport.Unreadable(file: name, reason: error.description))
      }
    }
    lines.sort { $0.id < $1.id }
  }
}
