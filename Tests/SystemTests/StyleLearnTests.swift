import Foundation
import Testing

/// Learning a hand, from ink to writing with it: real daemon, real trainer, real client.
@Suite(.serialized, .enabled(if: getuid() == 0, "needs root, to be an operator and somebody else"))
struct StyleLearnTests {
  private static let stranger: uid_t = 61_001

  /// A daemon with the handwriting of the project, and ink of it with what it says.
  private func houseWithInk() throws -> (House, ink: [String]) {
    let house = try House(bundled: ["handwriting"])
    let ink = try (1...2).map { seed in
      let file = house.folder.path + "/\(seed).json"
      let command = try house.seqctl(
        "write", "A quiet day by the sea", "--seed", "\(seed)", "-o", file)
      try #require(command.status == 0, "\(command.errors)")
      return file
    }
    return (house, ink)
  }

  /// Runs `style learn` in a folder.
  private func learn(_ house: House, _ ink: [String], in folder: String, as user: uid_t) throws -> Command {
    try Command.run(
      "/usr/bin/setpriv",
      [
        "--reuid", "\(user)", "--regid", "0", "--clear-groups", "/bin/sh", "-c", #"cd "$0" && exec "$@""#, folder,
        Products.seqctl, "style", "learn", "--name", "mine", "--updates", "1", "--socket", house.socket,
      ] + ink, environment: ["HOME": "/nonexistent"])
  }

  @Test func theHandBecomesAModelThatWrites() throws {
    let (house, ink) = try houseWithInk()
    let learned = try learn(house, ink, in: house.folder.path, as: 0)
    try #require(learned.status == 0, "\(learned.errors)")
    #expect(learned.text.contains("the model as it is") && learned.text.contains("is imported"), "\(learned.text)")
    let page = house.folder.path + "/page.pdf"
    let written = try house.seqctl("write", "Hello World", "--model", "mine", "--seed", "7", "-o", page)
    #expect(written.status == 0, "\(written.errors)")
    let usual = house.folder.path + "/usual.pdf"
    #expect(try house.seqctl("write", "Hello World", "--model", "handwriting", "--seed", "7", "-o", usual).status == 0)
    #expect(try Data(contentsOf: URL(filePath: page)) != Data(contentsOf: URL(filePath: usual)))
    let left = try FileManager.default.contentsOfDirectory(atPath: house.folder.path).filter { $0.hasPrefix(".") }
    #expect(left.isEmpty, "nothing of the work is left: \(left)")
  }

  @Test func whoIsNoOperatorGetsTheModelToKeep() throws {
    let (house, ink) = try houseWithInk()
    chmod(house.folder.path, 0o755)
    let own = house.folder.path + "/own"
    try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: false)
    chown(own, Self.stranger, 0)
    let learned = try learn(house, ink, in: own, as: Self.stranger)
    #expect(learned.status != 0 && learned.errors.contains("the hand is kept in ./mine"), "\(learned.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: own) == ["mine"])
    let given = try house.seqctl("model", "import", own + "/mine")
    #expect(given.status == 0, "\(given.errors)")
  }

  @Test func aHandIsKeptWhenTheDaemonHasGoneMeanwhile() throws {
    let (house, ink) = try houseWithInk()
    // What stands beside a copy of the client as its seqtrain learns, and then nobody reaches the daemon any more.
    let programs = house.folder.path + "/programs"
    try FileManager.default.createDirectory(atPath: programs, withIntermediateDirectories: false)
    try FileManager.default.copyItem(atPath: Products.seqctl, toPath: programs + "/seqctl")
    for library in try FileManager.default.contentsOfDirectory(atPath: Products.folder) where library.hasSuffix(".so") {
      symlink("\(Products.folder)/\(library)", "\(programs)/\(library)")
    }
    let trainer = programs + "/seqtrain"
    try "#!/bin/sh\n'\(Products.folder)/seqtrain' \"$@\" && rm '\(house.socket)'\n".write(
      toFile: trainer, atomically: true, encoding: .utf8)
    chmod(trainer, 0o755)
    let learned = try Command.run(
      "/bin/sh",
      [
        "-c", #"cd "$0" && exec "$@""#, house.folder.path, programs + "/seqctl", "style", "learn", "--name", "mine",
        "--updates", "1", "--socket", house.socket,
      ] + ink, environment: ["HOME": "/nonexistent"])
    #expect(learned.status == 3 && learned.errors.contains("the hand is kept in ./mine"), "\(learned.errors)")
    #expect(FileManager.default.fileExists(atPath: house.folder.path + "/mine/model.json"))
  }

  @Test func aPictureThatCannotBeWrittenIsToldBeforeAnythingIsLearned() throws {
    let (house, ink) = try houseWithInk()
    let learned = try learn(house, ["-o", "nowhere/pairs.pdf"] + ink, in: house.folder.path, as: 0)
    #expect(learned.status == 2, "\(learned.errors)")
    #expect(
      learned.errors
        == "seqtrain: nowhere/pairs.pdf cannot be written: No such file or directory; choose another path\n")
    #expect(learned.text.isEmpty)
  }

  @Test func whatIsNoInkIsToldBeforeAnythingIsLearned() throws {
    let house = try House(bundled: ["handwriting"])
    let file = house.folder.path + "/notes.json"
    try #"{"text": "no strokes"}"#.write(toFile: file, atomically: true, encoding: .utf8)
    let learned = try learn(house, [file], in: house.folder.path, as: 0)
    #expect(learned.status != 0 && learned.errors.split(separator: "\n").count == 1, "\(learned.errors)")
    #expect(learned.errors.contains(file), "\(learned.errors)")
    #expect(try house.seqctl("model", "show", "mine").status != 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: house.folder.path).allSatisfy { !$0.hasPrefix(".") })
  }
}
