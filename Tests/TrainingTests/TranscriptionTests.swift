import Testing

@testable import Training

@Suite struct TranscriptionTests {
  @Test(
    arguments: [
      ("Hello, Mr. Smith.", "Hello, Mr. Smith."),
      ("  two   spaces ", "two spaces"),
      ("He met Mr . Brown , yesterday .", "He met Mr. Brown, yesterday."),
      ("Ask Mr .Brown", "Ask Mr. Brown"),
      ("the U .S . ships", "the U.S. ships"),
      ("so ... he went . . . on", "so ... he went. . . on"),
      ("the ,,new\" house", "the ,,new\" house"),
      ("it cost 2 , 415 , 000 dollars", "it cost 2,415,000 dollars"),
      ("about 17 .00 now", "about 17.00 now"),
      ("we can ' t say it ' s Tom ' s", "we can't say it's Tom's"),
      ("\" Yes, \" he said, \" now. \"", "\"Yes,\" he said, \"now.\""),
      ("early. \" She left", "early.\" She left"),
      ("the ' old ' way", "the 'old' way"),
      ("here. \" \" Where? \"", "here.\" \"Where?\""),
      ("she said, \" No, sir", "she said, \"No, sir"),
      ("( in part )", "(in part)"),
      ("a man - a plan", "a man - a plan"),
      ("'", "'"),
    ])
  func `spacing becomes that of plain text`(tokenised: String, plain: String) {
    #expect(TranscriptionNormaliser().normalised(tokenised) == plain)
    #expect(TranscriptionNormaliser().normalised(plain) == plain)
  }

  @Test func `only the lines behind CSR count, empty ones not`() {
    let text = "OCR:\r\n\r\nread by machine\r\n\r\nCSR:\r\n\r\nfirst line\r\n\r\n  second \r\n"
    #expect(Array(text.utf8).withUnsafeBufferPointer { Transcriptions.lines(of: $0) } == ["first line", "second"])
  }

  @Test func `bytes above 127 are Latin 1`() {
    let bytes: [UInt8] = Array("CSR:\n".utf8) + [0x63, 0x61, 0x66, 0xe9, 0x0a]
    #expect(bytes.withUnsafeBufferPointer { Transcriptions.lines(of: $0) } == ["caf\u{e9}"])
  }

  @Test func `a file without CSR has no lines`() {
    #expect(Array("OCR:\nx\n".utf8).withUnsafeBufferPointer { Transcriptions.lines(of: $0) } == nil)
  }
}
