import FoundationEssentials
import Testing
import Training

@Suite struct InkCorpusTests {
  private func example() -> SyntheticInk {
    SyntheticInk(forms: [
      .init(
        set: "trainset", name: "a01-000u", text: ["first line", "second line", "third line"],
        ink: [1: SyntheticInk.strokes([5, 3]), 3: SyntheticInk.strokes([4]), 4: SyntheticInk.strokes([2])]),
      .init(set: "testset_t", name: "b02-011", text: ["of t"], ink: [1: SyntheticInk.strokes([3])]),
      .init(set: "testset_f", name: "b02-011z", text: ["of f"], ink: [1: SyntheticInk.strokes([6])]),
      .init(set: "testset_v", name: "c03-001a", text: ["of v"], ink: [1: SyntheticInk.strokes([7])]),
      .init(set: "", name: "z00-000", text: ["of nobody"], ink: [1: SyntheticInk.strokes([2])]),
    ])
  }

  @Test func `lines go to the set of their form, with the text of their number`() throws {
    let folder = try ScratchFolder()
    try example().write(to: folder.path)
    let corpus = try InkCorpus.load(folder: folder.path)
    #expect(corpus.training.map(\.id) == ["a01-000u-01", "a01-000u-03", "b02-011-01", "b02-011z-01"])
    #expect(corpus.training.map(\.text) == ["first line", "third line", "of t", "of f"])
    #expect(corpus.validation.map(\.text) == ["of v"])
    #expect(corpus.training[0].strokes.map(\.count) == [5, 3])
    #expect(corpus.report.sets["trainset"]?.lines == 3)
    #expect(corpus.report.sets["trainset"]?.points == 14)
    #expect(corpus.report.withoutTranscription == ["a01-000u-04"])
    #expect(corpus.report.unlisted == ["z00-000-01"])
    #expect(corpus.report.totalLines == 7)
  }

  @Test(arguments: ["tar.xz", "tar.gz"])
  func `archives say the same as the folders they unpack to`(suffix: String) throws {
    let unpacked = try ScratchFolder()
    let packed = try ScratchFolder()
    try example().write(to: unpacked.path)
    try example().writeArchives(to: packed.path, suffix: suffix)
    let corpus = try InkCorpus.load(folder: packed.path)
    #expect(corpus.training == (try InkCorpus.load(folder: unpacked.path)).training)
    #expect(corpus.training.count == 4)
  }

  @Test func `a damaged archive is named`() throws {
    let folder = try ScratchFolder()
    try example().writeArchives(to: folder.path, suffix: "tar.xz")
    let path = "\(folder.path)/lineStrokes-all.tar.xz"
    let content = try Data(contentsOf: URL(filePath: path))
    try content.prefix(content.count / 2).write(to: URL(filePath: path))
    #expect {
      try InkCorpus.load(folder: folder.path)
    } throws: {
      "\($0)".contains(path)
    }
  }

  @Test func `excluded lines are left out and reported, unknown names too`() throws {
    let folder = try ScratchFolder()
    try example().write(to: folder.path)
    let corpus = try InkCorpus.load(folder: folder.path, exclude: ["a01-000u-03", "q99-000-01"])
    #expect(!corpus.training.contains { $0.id == "a01-000u-03" })
    #expect(corpus.report.excluded == ["a01-000u-03"])
    #expect(corpus.report.unknownExclusions == ["q99-000-01"])
    #expect(corpus.report.sets["trainset"]?.lines == 3)
  }

  @Test func `a malformed file is named and costs only its line`() throws {
    let folder = try ScratchFolder()
    try example().write(to: folder.path)
    try SyntheticInk.put("<WhiteboardCaptureSession><Stro", at: "\(folder.path)/lineStrokes/b02/b02-011/b02-011-01.xml")
    let corpus = try InkCorpus.load(folder: folder.path)
    #expect(corpus.report.unreadable.map(\.file) == ["b02-011-01.xml"])
    #expect(corpus.training.count == 3)
  }

  @Test(arguments: ["trainset.txt", "lineStrokes", "ascii"])
  func `a missing part is named`(part: String) throws {
    let folder = try ScratchFolder()
    try example().write(to: folder.path)
    try FileManager.default.removeItem(atPath: "\(folder.path)/\(part)")
    #expect {
      try InkCorpus.load(folder: folder.path)
    } throws: {
      ($0 as? InkDataError)?.description.contains(part) == true
    }
  }

  @Test func `a form in two lists is refused`() throws {
    let folder = try ScratchFolder()
    try example().write(to: folder.path)
    try SyntheticInk.put("a01-000u\n", at: "\(folder.path)/testset_v.txt")
    #expect(throws: InkDataError.self) { try InkCorpus.load(folder: folder.path) }
  }

  @Test func `exclude lists may have comments and white space`() throws {
    let folder = try ScratchFolder()
    try SyntheticInk.put("# why\n a01-000u-01 \n\nb02-011-01\r\n", at: "\(folder.path)/list.txt")
    #expect(try NameList.read("\(folder.path)/list.txt") == ["a01-000u-01", "b02-011-01"])
  }
}
