import Testing
import Wire

@Suite struct WireErrorTests {
  @Test func everyCodeHasAnExitCodeOfTheCommandLine() {
    for code in WireError.Code.allCases { #expect((1...5).contains(code.exitCode)) }
    #expect(WireError.Code.unknownModel.exitCode == 2)
    #expect(WireError.Code.versionMismatch.exitCode == 3)
    #expect(WireError.Code.full.exitCode == 4)
    #expect(WireError.Code.cancelled.exitCode == 5)
  }

  @Test func theSentenceEndsWithTheAdvice() {
    #expect(WireError(.full, "the queue is full", advice: "try later").description == "the queue is full; try later")
    #expect(WireError(.full, "the queue is full").description == "the queue is full")
  }

  @Test func theFirstByteThatIsNotUTF8IsNamed() {
    let cases: [([UInt8], Int)] = [
      ([0xFF], 0), (Array("né".utf8) + [0xC3], 3), ([0x61, 0xED, 0xA0, 0x80], 1), ([0x61, 0x62, 0xC0, 0x80], 2),
    ]
    for (bytes, position) in cases {
      #expect {
        try UTF8.check(bytes)
      } throws: {
        ($0 as? InvalidUTF8)?.position == position && ($0 as? InvalidUTF8)?.byte == bytes[position]
      }
    }
    #expect(throws: Never.self) { try UTF8.check(Array("né \u{1F58B}".utf8)) }
  }
}
