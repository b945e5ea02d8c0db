import TOMLFile
import Testing

@Suite struct TOMLRecordTests {
  private enum Side: String, CaseIterable { case left, right }

  private func fault(_ content: String, _ read: (TOMLRecord) throws(TOMLFault) -> Void) -> String? {
    do {
      try read(try TOMLRecord(content, called: "x.toml"))
      return nil
    } catch {
      return error.message
    }
  }

  @Test func valuesAreReadByType() throws {
    let record = try TOMLRecord(
      "name = \"a\"\nsize = 2\nwide = true\nat = [1, 2.5]\nside = \"right\"\n[[part]]\nn = 1\n[[part]]\nn = 2\n",
      called: "x")
    #expect(try record.text("name") == "a" && record.text("other") == nil)
    #expect(try record.number("size", in: 0...3) == 2)
    #expect(try record.truth("wide") == true)
    #expect(try record.numbers("at", counts: [2], in: 0...9) == [1, 2.5])
    #expect(try record.numbers("size", counts: [1, 4], in: 0...9) == [2])
    #expect(try record.choice("side", of: Side.self) == .right)
    #expect(try record.records("part").map { part throws in try part.integer("n", in: 0...9) } == [1, 2])
    try record.finish()
  }

  @Test("What is wrong is named with file, line and key")
  func faultsNameLineAndKey() {
    let text = "size = 2\n[[part]]\nside = \"left\"\n[[part]]\nside = \"up\"\nside2 = 1\n"
    #expect(
      fault(text) { record throws(TOMLFault) in _ = try record.number("size", in: 3...4) }
        == "x.toml, line 1: size is 2.0, which is not within 3.0 to 4.0")
    #expect(
      fault(text) { record throws(TOMLFault) in
        for part in try record.records("part") { _ = try part.choice("side", of: Side.self) }
      } == "x.toml, line 5: part[1].side is 'up', but must be one of left, right")
    #expect(
      fault(text) { record throws(TOMLFault) in
        let part = try record.records("part")[1]
        _ = try part.text("side")
        try part.finish()
      } == "x.toml, line 6: part[1].side2 is no key of part[1]; there are side")
    #expect(
      fault("size = \"x\"") { record throws(TOMLFault) in _ = try record.number("size", in: 0...1) }
        == "x.toml, line 1: size must be a number, not a string")
  }

  @Test func whatIsNoTOMLIsRefusedWithItsLine() {
    #expect(fault("a = 1\nb = = 2\n") { _ throws(TOMLFault) in }?.hasPrefix("x.toml, line 2: ") == true)
  }
}
