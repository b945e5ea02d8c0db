import Foundation
import Testing

/// What a person sees of the client, with a real daemon behind it.
@Suite(.serialized) struct ClientTests {
  private func contents(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

  private func jobCount(_ house: House) throws -> Int {
    let list = try JSONSerialization.jsonObject(with: Data(house.seqctl("list", "--json").output)) as? [String: Any]
    return (list?["jobs"] as? [Any])?.count ?? -1
  }

  @Test func oneResultIsStoredAsTheFileNamedAndTheSuffixChoosesTheFormat() throws {
    let house = try House()
    let path = house.folder.path + "/one.json"
    let command = try house.seqctl("submit", "tally", "--text", "a", "--seed", "3", "-o", path)
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.text == "wrote \(path) (job 1, seed 3)")
    #expect(command.errors.contains("drawn"), "the plugin's remark is passed on")
    #expect(contents(path)?.hasPrefix("a: ") == true)
    #expect(try (house.show("1")["info"] as? [String: Any])?["format"] as? String == "json")
  }

  @Test func severalResultsAreNumberedInAFolderWithAParameterForEachItem() throws {
    let house = try House()
    let table = house.folder.path + "/items.csv"
    try "text,length,shout\n\"one, two\",3,yes\nthree,5,\n".write(toFile: table, atomically: true, encoding: .utf8)
    let folder = house.folder.path + "/results/"
    let command = try house.seqctl("submit", "tally", "--input", table, "--length", "9", "-o", folder)
    #expect(command.status == 0, "\(command.errors)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        == ["0001.txt", "0001.txt.receipt.json", "0002.txt", "0002.txt.receipt.json"])
    let first = try #require(contents(folder + "0001.txt"))
    #expect(first.hasPrefix("ONE, TWO: ") && first.count == "ONE, TWO: abc def".count)
    let second = try #require(contents(folder + "0002.txt"))
    #expect(second.hasPrefix("three: ") && second.count == "three: abcde fabcd".count)
  }

  @Test func whatCannotBeStoredIsNotHandedIn() throws {
    let house = try House()
    let bad = house.folder.path + "/bad.txt"
    try Data([0x61, 0xFF]).write(to: URL(filePath: bad))
    let cases: [(arguments: [String], words: String)] = [
      (["--text", "a", "-o", "/nonexistent/x.txt"], "/nonexistent/x.txt cannot be written"),
      (["--text", "a", "-o", house.folder.path + "/x.pdf"], "makes no 'pdf'"),
      (["--text", "a", "--count", "2", "-o", house.folder.path + "/x.txt"], "2 results"),
      (["--input", bad], "byte 1 is 0xFF"), (["--text", "a", "--lenght", "3"], "did you mean --length?"),
    ]
    for (arguments, words) in cases {
      let command = try house.seqctl(["submit", "tally"] + arguments)
      #expect(command.status == 2)
      #expect(command.errors.contains(words), "\(command.errors)")
    }
    #expect(try jobCount(house) == 0)
  }

  @Test(arguments: [
    ["--text", "a", "-o", "FOLDER/x.json"], ["--text", "a", "--count", "2", "-o", "FOLDER/x/"],
    ["--text", "a", "--seed", "8", "-o", "FOLDER/x.txt"],
  ])
  func aKeyOfAnotherJobIsNotTakenForThisOne(arguments: [String]) throws {
    let house = try House()
    let first = ["--text", "a", "--format", "txt", "--seed", "7", "--key", "k"]
    #expect(try house.seqctl(["submit", "tally"] + first).status == 0)
    let own = arguments.map { $0.replacing("FOLDER", with: house.folder.path) }
    let command = try house.seqctl(["submit", "tally", "--key", "k"] + own)
    #expect(command.status == 2)
    #expect(
      command.errors.contains("--key k is that of job 1, which has 1 item as txt with seed 7"), "\(command.errors)")
    let again = try house.seqctl("submit", "tally", "--text", "a", "--key", "k", "-o", house.folder.path + "/a.txt")
    #expect(again.status == 0, "\(again.errors)")
  }

  @Test func aFullDiskBehindStandardOutputIsTold() throws {
    let house = try House()
    let full = try OpenFile("/dev/full", O_WRONLY)
    let complaint = house.folder.path + "/complaint"
    let errors = try OpenFile(complaint, O_WRONLY | O_CREAT)
    let child = try Child(
      Products.seqctl, ["plugin", "list", "--socket", house.socket], output: full.descriptor, errors: errors.descriptor)
    #expect(child.wait() == 1)
    #expect(contents(complaint) == "seqctl: standard output cannot be written: No space left on device\n")
  }

  @Test func theHelpOfATaskIsMadeFromItsPlugin() throws {
    let house = try House()
    let help = try house.seqctl("submit", "tally", "--help")
    #expect(help.status == 0)
    #expect(help.text.contains("--length N"))
    #expect(help.text.contains("(1 to 100000000; default 20)"))
    #expect(try house.seqctl("plugin", "show", "tally").text.contains("--shout"))
  }

  @Test func errorsForMachinesAreJSONWithACode() throws {
    let house = try House()
    let command = try house.seqctl("show", "99", "--json")
    let report = try JSONSerialization.jsonObject(with: Data(command.errors.utf8)) as? [String: [String: String]]
    #expect(report?["error"]?["code"] == "unknown-job")
    #expect(command.output.isEmpty)
  }

  @Test func everyListAndShowHasATableAndJSON() throws {
    let house = try House()
    let job = try house.submit("--text", "a\u{1B}[2J")
    #expect(try house.seqctl("wait", job).text == "job \(job) is done")
    for (arguments, words) in [
      (["list"], "tally"), (["show", job], "a·[2J"), (["status"], "1 done"), (["model", "list"], "Six symbols."),
      (["model", "show", "small"], "abcdef"), (["plugin", "list"], "Draws symbols."),
    ] {
      let table = try house.seqctl(arguments)
      #expect(table.status == 0)
      #expect(table.text.contains(words), "\(arguments): \(table.text)")
      let json = try house.seqctl(arguments + ["--json"])
      #expect(try JSONSerialization.jsonObject(with: Data(json.output)) is [String: Any])
    }
    #expect(try house.seqctl("remove", job).status == 0)
    #expect(try house.seqctl("show", job).status == 2)
  }

  @Test func whatTheDaemonQuotesDoesNotSteerTheTerminal() throws {
    let house = try House()
    let refused = try house.seqctl("submit", "tally", "--text", "a", "--model", "x\u{1B}]0;y\u{07}")
    #expect(refused.status == 2 && refused.errors.contains("x·]0;y·"), "\(refused.errors)")
    #expect(!refused.errors.unicodeScalars.contains("\u{1B}"))
  }

  @Test func ctrlCEndsTheWatchingNotTheJob() throws {
    let house = try House()
    let job = try house.submit("--length", "100000000", "--text", "endless")
    try house.awaitRunning(job)
    let watch = try Watching(job, in: house)
    try watch.awaitOutput()
    watch.process.send(SIGINT)
    #expect(watch.process.wait() == 130)
    #expect(
      String(decoding: try watch.errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        .contains("job \(job) goes on"))
    #expect(try (house.show(job)["info"] as? [String: Any])?["state"] as? String == "running")
    #expect(try house.seqctl("cancel", job).status == 0)
  }

  @Test func aWatchOutlivesTheDaemon() throws {
    let house = try House()
    let job = try house.submit("--length", "20000", "--text", "long")
    let watch = try Watching(job, in: house)
    try watch.awaitOutput()
    house.kill()
    try house.start()
    #expect(watch.process.wait() == 0)
  }

  @Test func withoutADaemonEveryCommandSaysHowToStartOne() throws {
    let house = try House()
    house.kill()
    for arguments in [
      ["list"], ["submit", "tally", "--text", "a"], ["write", "a", "-o", "/dev/null"], ["watch", "1"],
      ["model", "import", house.models + "/small"], ["model", "export", "small", "-o", house.folder.path + "/x"],
      ["model", "activate", "small"], ["model", "remove", "small"], ["model", "verify"],
    ] {
      let command = try house.seqctl(arguments)
      #expect(command.status == 3)
      #expect(command.errors.contains("systemctl start seqd"), "\(command.errors)")
    }
  }
}

/// A `seqctl watch` that runs.
private struct Watching {
  let process: Child
  let output = Pipe()
  let errors = Pipe()

  init(_ job: String, in house: House) throws {
    for pipe in [output, errors] {
      for end in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
        // Another test's child must not hold an end open.
        _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC)
      }
    }
    process = try Child(
      Products.seqctl, ["watch", job, "--socket", house.socket],
      output: output.fileHandleForWriting.fileDescriptor, errors: errors.fileHandleForWriting.fileDescriptor)
    try output.fileHandleForWriting.close()
    try errors.fileHandleForWriting.close()
  }

  /// Waits until it has told something.
  func awaitOutput() throws {
    try #require(!output.fileHandleForReading.availableData.isEmpty)
  }
}
