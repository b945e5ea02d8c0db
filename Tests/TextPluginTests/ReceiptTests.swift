import FoundationEssentials
import Networks
import PluginAPI
import Testing

@Suite struct ReceiptFormTests {
  private func receipt(_ text: String, _ parameters: [String: ParameterValue] = [:], seed: UInt64 = 7) -> Receipt {
    Receipt(
      ItemRequest(text: text, format: "txt", parameters: parameters, seed: seed), task: "character-text",
      model: "scattered",
      modelDigest: "0123abcd")
  }

  @Test func itIsOneLineOfPrintableASCIIWithKeysInOrder() throws {
    let json = try receipt("é\n\u{7F}\u{1F58B}/\"", ["b": .number(0.5), "a": .boolean(true)], seed: .max).json()
    #expect(
      json == #"{"format":"txt","model":"scattered","modelDigest":"0123abcd","operation":"generate","#
        + #""parameters":{"a":true,"b":0.5},"seed":"18446744073709551615","seqd":1,"task":"character-text","#
        + #""text":"\u00e9\n\u007f\ud83d\udd8b/\""}"#)
    let again = try JSONDecoder().decode(Receipt.self, from: Data(json.utf8))
    #expect(again.text == "é\n\u{7F}\u{1F58B}/\"" && again.seed == "18446744073709551615")
  }

  @Test func whatThereIsNoneOfIsLeftOut() throws {
    let json = try receipt("").json()
    for name in ["text", "renderer", "ink"] { #expect(!json.contains("\"\(name)\"")) }
  }

  @Test func aNumberThatJSONLacksIsAnErrorNotATrap() {
    #expect(throws: RequestError.self) { try receipt("", ["x": .number(.nan)]).json() }
  }
}

@Suite struct TextReceiptTests {
  private struct File: Decodable { var receipt: Receipt? }

  @Test(arguments: [("CharacterText", ModelPackage.characters), ("WordText", ModelPackage.words)])
  func textStaysTextAndARecordCarriesTheReceipt(library: String, model: ModelPackage) async throws {
    let plugin = try PluginLibrary.load(library)
    for format in ["txt", "json"] {
      let mute = plugin.request(format: format, ["length": .integer(5)])
      var full = mute
      let receipt = Receipt(
        mute, task: plugin.descriptor.name, model: "scattered", modelDigest: "0123abcd")
      full.receipt = receipt
      let (without, with) = (try await plugin.artifact(mute, model), try await plugin.artifact(full, model))
      #expect(with.holdsReceipt == (format == "json"))
      guard format == "json" else {
        #expect(with.bytes == without.bytes)
        continue
      }
      let carried = try #require(try JSONDecoder().decode(File.self, from: Data(with.bytes)).receipt)
      #expect(try carried.json() == receipt.json())
      #expect(try JSONDecoder().decode(File.self, from: Data(without.bytes)).receipt == nil)
      #expect(!String(decoding: without.bytes, as: UTF8.self).contains("receipt"))
    }
  }
}
