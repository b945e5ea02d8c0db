import FoundationEssentials
import Testing
import Training

/// The real data set, where it is at hand: beside the project (`../shared/data`) or where SEQD_DATA says.
enum OfficialData {
  static var folder: String? { folder("iam-ondb", holding: "trainset.txt") }
  static var treebank: String? { folder("ptb", holding: "ptb.tar.xz") }
  static var wikipedia: String? { folder("enwik8", holding: "enwik8.first4154399.xz") }

  private static func folder(_ name: String, holding file: String) -> String? {
    let project = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let root = ProcessInfo.processInfo.environment["SEQD_DATA"] ?? "/\(project)/../shared/data"
    return FileManager.default.fileExists(atPath: "\(root)/\(name)/\(file)") ? "\(root)/\(name)" : nil
  }
}

@Suite(.enabled(if: OfficialData.treebank != nil, "the Penn Treebank is not here; set SEQD_DATA to a folder with ptb"))
struct OfficialTreebankTests {
  @Test func `words and characters have the official counts`() throws {
    let folder = try #require(OfficialData.treebank)
    let words = try TextData(source: .ptb, path: folder, unit: .word).corpus()
    #expect(words.alphabet.count == 10_000)
    #expect([words.training, words.validation, words.test].map(\.symbols.count) == [929_589, 73_760, 82_430])
    let characters = try TextData(source: .ptb, path: folder, unit: .character).corpus()
    #expect(characters.alphabet.count == 50)
    let splits = [characters.training, characters.validation, characters.test]
    #expect(splits.map(\.symbols.count) == [5_017_482, 393_042, 442_423])
    // Both ways of reading know the same characters and words.
    #expect(words.test.characters == characters.test.characters && words.test.words == characters.test.words)
  }
}

@Suite(.enabled(if: OfficialData.wikipedia != nil, "enwik8 is not here; set SEQD_DATA to a folder with enwik8"))
struct OfficialWikipediaTests {
  @Test func `the prefix is cut into its two parts, by byte and by character`() throws {
    let folder = try #require(OfficialData.wikipedia)
    let bytes = try TextData(source: .wikipedia, path: folder, unit: .byte).corpus()
    #expect(bytes.training.bytes == 3_900_000 && bytes.validation.bytes == 254_399)
    var data = TextData(source: .wikipedia, path: folder, unit: .character)
    data.symbols = 621
    let characters = try data.corpus()
    #expect(characters.alphabet.count == 621 && characters.alphabet.last == TextCorpus.unknown)
    #expect(characters.validation.bytes == 254_399)
    #expect(characters.validation.spelling > 0)
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
