import FoundationEssentials
import Testing
import Training

/// The real data set, where it is at hand: beside the project (`../shared/data`) or where SEQD_DATA says.
enum OfficialData {
  static var folder: String? {
    let project = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let root = ProcessInfo.processInfo.environment["SEQD_DATA"] ?? "/\(project)/../shared/data"
    return FileManager.default.fileExists(atPath: "\(root)/iam-ondb/trainset.txt") ? "\(root)/iam-ondb" : nil
  }
}

@Suite(
  .enabled(if: OfficialData.folder != nil, "IAM-OnDB is not here; set SEQD_DATA to the folder that holds iam-ondb"))
struct OfficialDataTests {
  @Test func `the official data has the official counts`() throws {
    let folder = try #require(OfficialData.folder)
    let corpus = try InkCorpus.load(folder: folder)
    let sets = corpus.report.sets
    #expect(sets["trainset"]?.forms == 775 && sets["trainset"]?.lines == 5364)
    #expect(sets["testset_v"]?.forms == 192 && sets["testset_v"]?.lines == 1438)
    #expect(sets["testset_t"]?.forms == 216 && sets["testset_t"]?.lines == 1518)
    #expect(sets["testset_f"]?.forms == 544 && sets["testset_f"]?.lines == 3859)
    #expect(corpus.report.totalLines == 12_195)
    #expect(corpus.report.unreadable.isEmpty)
    #expect(corpus.report.withoutTranscription.count == 1)
    #expect(corpus.training.count == 10_740 && corpus.validation.count == 1438)

    let data = InkDataset(corpus)
    #expect(data.alphabet.count == 82)
    let counts = data.characterCounts
    #expect(counts["X"] == 3 && counts["Z"] == 6 && counts["Q"] == 16)
    // The tracker's own figures (sampling, losses) are the data's; far other ones would be a fault of ours.
    let points = data.training.reduce(0) { $0 + $1.count }
    #expect((6_700_000...6_850_000).contains(points))
    #expect((1_000...60_000).contains(corpus.report.cleaning.interpolated))
    #expect((10...1_000).contains(corpus.report.cleaning.dropped))
  }
}
