import Foundation
import Testing

@Suite(.serialized) struct ModelActivateTests {
  @Test func theActivatedModelOutranksTheConfiguredDefaultAlsoAfterARestart() throws {
    let house = try House(config: "[default-models]\ntally = \"small\"\n")
    #expect(try house.seqctl("model", "import", house.package("other", period: 13)).status == 0)
    #expect(try house.modelDigest(of: house.submit("--text", "x")) == house.modelList()["small"]?["digest"] as? String)
    let command = try house.seqctl("model", "activate", "other")
    #expect(command.status == 0 && command.text.contains("in place of small"), "\(command.errors)\(command.text)")
    for _ in 1...2 {
      let list = try house.modelList()
      #expect(list["other"]?["isActivated"] as? Bool == true && list["other"]?["isDefault"] as? Bool == true)
      #expect(list["small"]?["isActivated"] as? Bool == false && list["small"]?["isDefault"] as? Bool == false)
      #expect(try house.modelDigest(of: house.submit("--text", "x")) == list["other"]?["digest"] as? String)
      house.kill()
      try house.start()
    }
    let table = try house.seqctl("model", "list").text.split(separator: "\n")
    #expect(table.first { $0.hasPrefix("other") }?.contains("activated") == true)
    #expect(try house.seqctl("model", "show", "other").text.contains("activated"))
    let json = try house.seqctl("model", "activate", "small", "--json")
    let report = try #require(try JSONSerialization.jsonObject(with: Data(json.output)) as? [String: Any])
    #expect(report["before"] as? String == "other")
  }

  @Test func whatIsNotThereOrCannotBeUsedIsNotActivated() throws {
    let house = try House()
    let absent = try house.seqctl("model", "activate", "absent")
    #expect(absent.status == 2 && absent.errors.contains("seqctl model list"), "\(absent.errors)")
    let folder = house.models + "/torn"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    try "{".write(toFile: folder + "/model.json", atomically: true, encoding: .utf8)
    let torn = try house.seqctl("model", "activate", "torn")
    #expect(torn.status == 4 && torn.errors.contains("cannot be used"), "\(torn.errors)")
  }
}
