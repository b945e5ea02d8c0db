import Foundation
import Testing

@Suite(.serialized) struct ModelExportTests {
  @Test func anExportedModelIsTheSamePackageInAnotherDaemon() throws {
    let house = try House()
    #expect(try house.seqctl("model", "import", house.package("other", period: 13)).status == 0)
    let path = house.folder.path + "/copy"
    let command = try house.seqctl("model", "export", "other", "-o", path + "/", "--json")
    #expect(command.status == 0, "\(command.errors)")
    let report = try #require(try JSONSerialization.jsonObject(with: Data(command.output)) as? [String: Any])
    #expect(report["path"] as? String == path)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        == ["golden.json", "model.json", "weights.safetensors"])
    let second = try House()
    #expect(try second.seqctl("model", "import", path).status == 0)
    let digest = try #require(try second.modelList()["other"]?["digest"] as? String)
    #expect(report["digest"] as? String == digest)
    #expect(try house.modelList()["other"]?["digest"] as? String == digest)
  }

  @Test func anExistingFolderIsReplacedOnlyWhenForcedAndOnlyIfItIsAModel() throws {
    let house = try House()
    let path = house.folder.path + "/copy"
    #expect(try house.seqctl("model", "export", "small", "-o", path).status == 0)
    let mark = path + "/mark.md"
    try "x".write(toFile: mark, atomically: true, encoding: .utf8)
    let refused = try house.seqctl("model", "export", "small", "-o", path)
    #expect(refused.status == 2 && refused.errors.contains("--force"), "\(refused.errors)")
    #expect(FileManager.default.fileExists(atPath: mark))
    #expect(try house.seqctl("model", "export", "small", "-o", path, "--force").status == 0)
    #expect(!FileManager.default.fileExists(atPath: mark))
    let home = house.folder.path + "/home"
    try FileManager.default.createDirectory(atPath: home + "/letters", withIntermediateDirectories: true)
    let precious = try house.seqctl("model", "export", "small", "-o", home, "--force")
    #expect(precious.status == 2 && precious.errors.contains("is no model package"), "\(precious.errors)")
    #expect(FileManager.default.fileExists(atPath: home + "/letters"))
  }

  @Test func whatCannotBeExportedLeavesNothing() throws {
    let house = try House()
    let path = house.folder.path + "/copy"
    #expect(try house.seqctl("model", "export", "absent", "-o", path).status == 2)
    try house.damageKeptPackage(of: "small")
    let damaged = try house.seqctl("model", "export", "small", "-o", path)
    #expect(damaged.status == 1 && damaged.errors.contains("is damaged"), "\(damaged.errors)")
    #expect(try house.seqctl("model", "export", "small", "-o", house.folder.path + "/no/where").status == 1)
    let alone = try Command.run(
      Products.seqctl, ["model", "export", "small", "-o", path], environment: ["SEQD_SOCKET": "/tmp/no-such-seqd"])
    #expect(alone.status == 3)
    let rest = try FileManager.default.contentsOfDirectory(atPath: house.folder.path)
    #expect(!rest.contains("copy") && !rest.contains { $0.hasPrefix(".seqctl") })
  }
}

extension House {
  /// Damages the daemon's own copy of a model's weights behind its back.
  func damageKeptPackage(of name: String) throws {
    let digest = try #require(try modelList()[name]?["digest"] as? String)
    try flipLastBit(of: "\(state)/models/\(digest)/weights.safetensors")
  }

  /// Changes a file while its size and times stay as they were.
  func flipLastBit(of path: String) throws {
    var before = stat()
    try #require(stat(path, &before) == 0)
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    let end = try file.seekToEnd()
    try file.seek(toOffset: end - 1)
    let last = try #require(try file.read(upToCount: 1)?.first)
    try file.seek(toOffset: end - 1)
    try file.write(contentsOf: Data([last ^ 1]))
    try file.close()
    let times = [before.st_atim, before.st_mtim]
    try #require(utimensat(AT_FDCWD, path, times, 0) == 0)
  }
}
