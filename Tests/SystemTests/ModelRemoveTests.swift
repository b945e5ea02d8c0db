import Foundation
import Testing

@Suite(.serialized) struct ModelRemoveTests {
  @Test func aModelIsNotRemovedWhileJobsNeedItAndTheRefusalCountsThem() throws {
    let house = try House()
    #expect(try house.seqctl("model", "import", house.package("other", period: 13)).status == 0)
    let jobs = try ["a", "b"].map {
      try house.submit("--length", "100000000", "--text", $0, "--model", "other")
    }
    let refused = try house.seqctl("model", "remove", "other")
    #expect(refused.status == 4 && refused.errors.contains("needed by 2 jobs"), "\(refused.errors)")
    #expect(try house.modelList()["other"] != nil)
    for job in jobs {
      #expect(try house.seqctl("cancel", job).status == 0)
      #expect(try house.seqctl("wait", job).status == 5)
    }
    let digest = try #require(try house.modelList()["other"]?["digest"] as? String)
    #expect(try house.seqctl("model", "remove", "other").text == "model other is removed")
    #expect(try house.modelList()["other"] == nil)
    #expect(!FileManager.default.fileExists(atPath: house.state + "/models/" + digest))
    house.kill()
    try house.start()
    #expect(try house.modelList()["other"] == nil)
  }

  @Test func afterTheActivatedOneTheConfiguredDefaultIsUsedAgainAndThatIsSaid() throws {
    let house = try House(config: "[default-models]\ntally = \"small\"\n")
    #expect(try house.seqctl("model", "import", house.package("other", period: 13)).status == 0)
    #expect(try house.seqctl("model", "activate", "other").status == 0)
    let removed = try house.seqctl("model", "remove", "other", "--json")
    let report = try #require(try JSONSerialization.jsonObject(with: Data(removed.output)) as? [String: Any])
    #expect(report["defaultModel"] as? String == "small")
    #expect((report["remarks"] as? [String])?.first?.contains("now get small") == true)
    #expect(try house.modelDigest(of: house.submit("--text", "x")) == house.modelList()["small"]?["digest"] as? String)
  }

  @Test func aModelOfTheConfiguredFolderIsNotOursToRemove() throws {
    let house = try House()
    let refused = try house.seqctl("model", "remove", "small")
    #expect(refused.status == 4 && refused.errors.contains(house.models), "\(refused.errors)")
    #expect(FileManager.default.fileExists(atPath: house.models + "/small/model.json"))
    #expect(try house.seqctl("model", "remove", "absent").status == 2)
  }

  @Test func theModelThatAnImportStoodInFrontOfIsUsedAgain() throws {
    let house = try House()
    let before = try house.modelList()["small"]?["digest"] as? String
    #expect(try house.seqctl("model", "import", house.package("small", period: 13)).status == 0)
    #expect(try house.modelList()["small"]?["digest"] as? String != before)
    let removed = try house.seqctl("model", "remove", "small")
    #expect(removed.status == 0 && removed.text.contains("of the same name"), "\(removed.errors)\(removed.text)")
    #expect(try house.modelList()["small"]?["digest"] as? String == before)
  }
}
