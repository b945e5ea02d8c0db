import Foundation
import Testing
import Wire

@Suite(.serialized) struct ModelImportTests {
  private static let pytorch =
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path(percentEncoded: false)
    + "/NetworksTests/Fixtures"

  private func names(_ folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted() ?? []
  }

  @Test func anImportedModelIsListedUsedAndThereAfterARestart() throws {
    let house = try House()
    let imported = try house.seqctl("model", "import", house.package("other", period: 13))
    #expect(imported.status == 0, "\(imported.errors)")
    #expect(imported.text.contains("model other") && imported.text.contains("golden outputs"), "\(imported.text)")
    #expect(imported.text.contains("seqctl model activate other"), "\(imported.text)")
    let small = try house.result(of: house.submit("--text", "x", "--seed", "4", "--model", "small"))
    let other = try house.result(of: house.submit("--text", "x", "--seed", "4", "--model", "other"))
    #expect(small != other)
    #expect(try house.modelList()["small"]?["isDefault"] as? Bool == true, "an import changes no default")
    house.kill()
    try house.start()
    let entry = try #require(try house.modelList()["other"])
    #expect(entry["origin"] as? String == "imported" && entry["fault"] == nil)
    #expect(try house.result(of: house.submit("--text", "x", "--seed", "4", "--model", "other")) == other)
  }

  @Test func underAnExistingNameItIsForNewJobsAndOldOnesKeepTheirsOverARestart() throws {
    let house = try House()
    let long = ["submit", "tally", "--length", "150000", "--text", "x", "--seed", "77"]
    let undisturbed = try house.result(of: house.seqctl(long).text)
    let old = try house.modelDigest(of: "1")
    let job = try house.seqctl(long).text
    let command = try house.seqctl("model", "import", house.package("small", period: 13), "--json")
    let report = try #require(try JSONSerialization.jsonObject(with: Data(command.output)) as? [String: Any])
    #expect(report["replaced"] as? String == old)
    let new = try house.submit("--text", "x")
    #expect(try house.modelDigest(of: new) != old)
    #expect(try house.modelDigest(of: job) == old)
    house.kill()
    try house.start()
    #expect(try house.result(of: job) == undisturbed)
    let again = try house.seqctl(long).text
    #expect(try house.result(of: again) != undisturbed)
  }

  @Test func aReplacedImportGoesOnceNoJobNeedsIt() throws {
    let house = try House()
    #expect(try house.seqctl("model", "import", house.package("other", period: 13)).status == 0)
    let job = try house.submit("--length", "100000000", "--text", "endless", "--model", "other")
    try house.awaitRunning(job)
    let old = try #require(try house.modelDigest(of: job))
    #expect(try house.seqctl("model", "import", house.package("other", period: 11)).status == 0)
    #expect(names(house.state + "/models").contains(old))
    #expect(try house.seqctl("cancel", job).status == 0)
    #expect(try house.seqctl("wait", job).status == 5)
    #expect(try house.seqctl("model", "import", house.package("other", period: 7)).status == 0)
    #expect(!names(house.state + "/models").contains(old))
    #expect(names(house.state + "/uploads").isEmpty)
  }

  @Test func aPackageThatOnlyAJobKeptIsGoneAfterTheNextStart() throws {
    let house = try House()
    let job = try house.submit("--length", "100000000", "--text", "endless")
    let old = try #require(try house.modelDigest(of: job))
    #expect(try house.seqctl("model", "import", house.package("small", period: 13)).status == 0)
    try FileManager.default.removeItem(atPath: house.models + "/small")
    house.kill()
    try house.start()
    #expect(names(house.state + "/models").contains(old))
    #expect(try house.seqctl("cancel", job).status == 0)
    #expect(try house.seqctl("wait", job).status == 5)
    house.kill()
    try house.start()
    #expect(!names(house.state + "/models").contains(old) && names(house.state + "/models").count == 1)
  }

  @Test func onATerminalABarShowsHowFarItIs() throws {
    let house = try House()
    let terminal = try Terminal()
    let child = try Child(
      Products.seqctl, ["model", "import", house.package("other", period: 13), "--socket", house.socket],
      output: terminal.nothing, errors: terminal.side)
    let shown = terminal.shown()
    #expect(child.wait() == 0)
    #expect(shown.contains("sending weights.safetensors") && shown.contains(" %"), "\(shown)")
    #expect(shown.hasSuffix("\r\u{1B}[2K"), "the bar is taken away")
  }

  @Test func aModelOfATaskThatNobodyServesIsTakenAndThatIsSaid() throws {
    let house = try House()
    let command = try house.seqctl("model", "import", Self.pytorch + "/characters")
    #expect(command.status == 0 && command.text.contains("no plugin serves the task character-text"), "\(command.text)")
  }

  @Test func aModelArrivesInAsManyPartsAsTheSocketNeeds() throws {
    let house = try House(config: "[limits]\nmessage-bytes = 65536\n")
    let folder = try house.package("large", period: 1009, cells: 256)
    let command = try house.seqctl("model", "import", folder)
    #expect(command.status == 0, "\(command.errors)")
    let export = house.folder.path + "/back"
    #expect(try house.seqctl("model", "export", "large", "-o", export).status == 0)
    let sent = try Data(contentsOf: URL(filePath: folder + "/weights.safetensors"))
    #expect(try Data(contentsOf: URL(filePath: export + "/weights.safetensors")) == sent && sent.count > 1 << 20)
  }

  @Test func aModuleOfPyTorchWritesTextHere() throws {
    let house = try House(plugins: Products.folder)
    let command = try house.seqctl("model", "import", Self.pytorch + "/characters")
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.text.contains("PyTorch"), "\(command.text)")
    let job = try house.seqctl("submit", "character-text", "--model", "characters", "--length", "30", "--seed", "1")
    try #require(job.status == 0, "\(job.errors)")
    let text = String(decoding: try house.result(of: job.text), as: UTF8.self)
    #expect(text.filter { "abcdefg".contains($0) }.count >= 30, "\(text)")
    #expect(try house.seqctl("model", "verify", "characters").status == 0)
  }

  @Test func whatIsNoSoundModelIsRefusedWithOneSentenceAndNothingOfItIsLeft() throws {
    let house = try House()
    func tried(_ damage: (String) throws -> Void) throws -> Command {
      let folder = try house.package("bad", period: 13)
      try damage(folder)
      let command = try house.seqctl("model", "import", folder)
      #expect(command.errors.split(separator: "\n").count == 1, "\(command.errors)")
      return command
    }
    func change(_ path: String, _ body: (inout Data) -> Void) throws {
      var bytes = try Data(contentsOf: URL(filePath: path))
      body(&bytes)
      try bytes.write(to: URL(filePath: path))
    }
    let digest = try tried { try change($0 + "/weights.safetensors") { $0[$0.count - 3] ^= 1 } }
    #expect(digest.status == 2 && digest.errors.contains("its SHA-256 is"), "\(digest.errors)")
    let half = try tried { try change($0 + "/weights.safetensors") { $0.removeLast($0.count / 2) } }
    #expect(half.status == 2 && half.errors.contains("truncated"), "\(half.errors)")
    let text = try tried { try change($0 + "/model.json") { $0.removeLast(20) } }
    #expect(text.status == 2 && text.errors.contains("model.json: it is not valid JSON"), "\(text.errors)")
    let golden = try tried { folder in
      let other = try house.package("bad", period: 11)
      #expect(try house.seqctl("model", "import", other).status == 0)
      #expect(try house.seqctl("model", "export", "bad", "-o", house.folder.path + "/golden").status == 0)
      #expect(try house.seqctl("model", "remove", "bad").status == 0)
      try FileManager.default.copyItem(
        atPath: house.folder.path + "/golden/golden.json", toPath: folder + "/golden.json")
    }
    #expect(golden.status == 2 && golden.errors.contains("golden.json is not reproduced: case 1"), "\(golden.errors)")
    let empty = try house.seqctl("model", "import", house.folder.path)
    #expect(empty.status == 2 && empty.errors.contains("has no model.json"), "\(empty.errors)")
    #expect(try house.seqctl("model", "import", "/nonexistent").status == 2)
    #expect(try Set(house.modelList().keys) == ["small"])
    #expect(names(house.state + "/models").count == 1 && names(house.state + "/uploads").isEmpty)
  }

  @Test func aFolderWithTooManyOrTooLargeFilesIsRefusedBeforeAnythingIsSent() throws {
    let house = try House()
    let crowded = try house.package("crowded")
    for number in 0..<63 { try "x".write(toFile: "\(crowded)/\(number)", atomically: false, encoding: .utf8) }
    let many = try house.seqctl("model", "import", crowded)
    #expect(many.status == 2 && many.errors.contains("65 files"), "\(many.errors)")
    let heavy = try house.package("heavy")
    #expect(truncate(heavy + "/weights.safetensors", 3 << 30) == 0)
    let large = try house.seqctl("model", "import", heavy)
    #expect(large.status == 2 && large.errors.contains("more than the 2147483648 bytes"), "\(large.errors)")
    #expect(names(house.state + "/uploads").isEmpty)
  }

  @Test func hostileNamesAndSizesAreRefusedAndWriteNothing() throws {
    let house = try House()
    let client = try RawClient(house)
    let upload = "0123456789abcdef"
    func body(_ files: String) -> [[UInt8]] {
      let json = #"{"type":"model-import","upload":"\#(upload)","files":[\#(files)]}"#
      return [ProtocolVersion.header(), RequestID(3).frame, Array(json.utf8)]
    }
    let many = (0...64).map { #"{"name":"\#($0)","size":1}"# }.joined(separator: ",")
    for (files, code) in [
      (#"{"name":"../../jobs.sqlite","size":1}"#, WireError.Code.invalidRequest),
      (#"{"name":"/etc/passwd","size":1}"#, .invalidRequest), (#"{"name":"..","size":1}"#, .invalidRequest),
      (#"{"name":"a","size":99999999999999}"#, .tooLarge), (#"{"name":"a","size":-1}"#, .invalidRequest),
      (many, .tooLarge),
    ] {
      try client.send(body(files))
      guard case .error(let error) = try Codec.answer(try #require(try client.receive())).reply else {
        Issue.record("\(files) was taken")
        continue
      }
      #expect(error.code == code, "\(error)")
    }
    let part = Request.modelPart(.init(upload: upload, file: "a", offset: 0, bytes: [1]))
    guard case .error(let unknown) = try client.ask(part) else {
      Issue.record("a part of nothing was taken")
      return
    }
    #expect(unknown.code == .unknownUpload)
    #expect(names(house.state + "/uploads").isEmpty)
  }

  @Test func aClientThatVanishesLeavesNothingVisibleAndNothingAtAllAfterARestart() throws {
    let house = try House()
    let upload = "00112233445566778899"
    do {
      let client = try RawClient(house)
      let files = [ModelFile(name: "model.json", size: 10), ModelFile(name: "weights.safetensors", size: 1000)]
      guard case .upload = try client.ask(.modelImport(.init(upload: upload, files: files))) else {
        Issue.record("it was not announced")
        return
      }
      let part = Request.ModelPart(upload: upload, file: "weights.safetensors", offset: 0, bytes: [1, 2, 3])
      guard case .part(let received) = try client.ask(.modelPart(part)) else {
        Issue.record("the part was not taken")
        return
      }
      #expect(received.received == 3)
    }
    #expect(names(house.state + "/uploads") == [upload])
    #expect(try Set(house.modelList().keys) == ["small"])
    house.kill()
    try house.start()
    #expect(names(house.state + "/uploads").isEmpty)
    #expect(try Set(house.modelList().keys) == ["small"])
  }
}
