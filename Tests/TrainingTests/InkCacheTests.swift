import FoundationEssentials
import Testing
import Training

@Suite struct InkCacheTests {
  private func example() -> SyntheticInk {
    SyntheticInk(
      forms: SyntheticInk.sets.enumerated().map { index, set in
        .init(
          set: set, name: "a0\(index)-000", text: ["text \(index)"], ink: [1: SyntheticInk.strokes([3 + index, 2])])
      })
  }

  private func cacheFile(_ folder: String) throws -> String {
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/cache")
    return "\(folder)/cache/\(try #require(names.first))"
  }

  @Test func `the second load comes from the cache and says the same`() throws {
    let folder = try ScratchFolder()
    try example().write(to: folder.path)
    let first = try InkCorpus.load(folder: folder.path, cache: "\(folder.path)/cache")
    let second = try InkCorpus.load(folder: folder.path, cache: "\(folder.path)/cache")
    #expect(!first.report.fromCache && second.report.fromCache)
    #expect(first.training == second.training && first.validation == second.validation)
    #expect(first.report.sets == second.report.sets)
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/cache").count == 1)
  }

  @Test func `what is excluded is not a matter of the cache`() throws {
    let folder = try ScratchFolder()
    try example().write(to: folder.path)
    _ = try InkCorpus.load(folder: folder.path, exclude: ["a00-000-01"], cache: "\(folder.path)/cache")
    let all = try InkCorpus.load(folder: folder.path, cache: "\(folder.path)/cache")
    #expect(all.report.fromCache && all.training.count == 3)
  }

  @Test func `changed files make the cache old`() throws {
    let folder = try ScratchFolder()
    try example().write(to: folder.path)
    _ = try InkCorpus.load(folder: folder.path, cache: "\(folder.path)/cache")
    try SyntheticInk.put(
      SyntheticInk.document(SyntheticInk.strokes([9])), at: "\(folder.path)/lineStrokes/a00/a00-000/a00-000-01.xml")
    let corpus = try InkCorpus.load(folder: folder.path, cache: "\(folder.path)/cache")
    #expect(!corpus.report.fromCache)
    #expect(corpus.training[0].strokes.map(\.count) == [9])
  }

  @Test func `a cache damaged at any place is made again`() throws {
    let folder = try ScratchFolder()
    try example().write(to: folder.path)
    let whole = try InkCorpus.load(folder: folder.path, cache: "\(folder.path)/cache")
    let path = try cacheFile(folder.path)
    let content = try [UInt8](Data(contentsOf: URL(filePath: path)))
    for place in stride(from: 0, to: content.count, by: 7) {
      var damaged = content
      damaged[place] ^= 0x10
      try Data(damaged).write(to: URL(filePath: path))
      let corpus = try InkCorpus.load(folder: folder.path, cache: "\(folder.path)/cache")
      #expect(!corpus.report.fromCache)
      #expect(corpus.training == whole.training)
    }
    try Data(content.prefix(content.count - 5)).write(to: URL(filePath: path))
    #expect(try !InkCorpus.load(folder: folder.path, cache: "\(folder.path)/cache").report.fromCache)
    #expect(try InkCorpus.load(folder: folder.path, cache: "\(folder.path)/cache").report.fromCache)
  }
}
