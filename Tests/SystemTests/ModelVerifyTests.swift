import Foundation
import Testing

@Suite(.serialized) struct ModelVerifyTests {
  /// What `seqctl model verify` reports, by name.
  private func report(_ command: Command) throws -> [String: [String: Any]] {
    let list = try JSONSerialization.jsonObject(with: Data(command.output)) as? [String: Any]
    let models = try #require(list?["models"] as? [[String: Any]])
    return Dictionary(uniqueKeysWithValues: models.map { ($0["name"] as? String ?? "", $0) })
  }

  @Test func soundModelsAreSaidToBeSoAndOlderOnesToHaveNoGoldenOutputs() throws {
    let house = try House()
    #expect(try house.seqctl("model", "import", house.package("other", period: 13)).status == 0)
    let command = try house.seqctl("model", "verify", "--json")
    #expect(command.status == 0, "\(command.errors)")
    let models = try report(command)
    #expect(models["other"]?["golden"] as? String == "reproduced")
    #expect((models["other"]?["instructionSets"] as? [String])?.contains("plain") == true)
    #expect(models["small"]?["golden"] as? String == "missing")
    #expect(models.values.allSatisfy { $0["fault"] == nil })
    let table = try house.seqctl("model", "verify", "small").text
    #expect(table.contains("the package has none") && !table.contains("other"), "\(table)")
    #expect(try house.seqctl("model", "verify", "absent").status == 2)
  }

  @Test func aByteThatChangedBehindTheDaemonsBackIsFoundAndTheModelIsNotUsedAnyMore() throws {
    let house = try House()
    #expect(try house.seqctl("model", "import", house.package("other", period: 13)).status == 0)
    try house.damageKeptPackage(of: "other")
    let command = try house.seqctl("model", "verify", "--json")
    #expect(command.status == 1)
    let models = try report(command)
    #expect((models["other"]?["fault"] as? String)?.contains("its digest is") == true)
    #expect(models["small"]?["fault"] == nil)
    let refused = try house.seqctl("submit", "tally", "--text", "x", "--model", "other")
    #expect(refused.status == 4 && refused.errors.contains("is damaged"), "\(refused.errors)")
    #expect(try (house.modelList()["other"]?["fault"] as? String)?.contains("is damaged") == true)
    #expect(try house.seqctl("model", "import", house.package("other", period: 13)).status == 0)
    #expect(try house.seqctl("model", "verify", "other").status == 0, "importing again mends it")
  }

  @Test func aByteThatChangedInTheConfiguredFolderIsFoundThoughTheCopyInUseIsSound() throws {
    let house = try House()
    #expect(try house.seqctl("model", "verify").status == 0)
    try house.flipLastBit(of: house.models + "/small/weights.safetensors")
    let command = try house.seqctl("model", "verify", "small")
    #expect(
      command.status == 1 && command.text.contains("the copy that is in use is as it should be"), "\(command.text)")
    #expect(try house.modelList()["small"]?["notice"] is String, "it is looked at anew")
    #expect(try house.result(of: house.submit("--text", "x")).isEmpty == false)
  }
}
