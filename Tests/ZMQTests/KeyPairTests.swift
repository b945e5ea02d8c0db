import Testing
import ZMQ

@Suite struct KeyPairTests {
  @Test func aPairComesBackFromItsFileAndFromItsSecretKey() throws {
    let keys = try KeyPair.make()
    #expect(keys.publicKey.utf8.count == KeyPair.length)
    #expect(keys.publicKey != keys.secretKey)
    #expect(try KeyPair(secretKey: keys.secretKey) == keys)
    #expect(try KeyPair(fileText: keys.fileText) == keys)
    #expect(try KeyPair(fileText: "secret=\(keys.secretKey)\r\n") == keys)
  }

  @Test func everyPairIsAnotherAndNoPublicKeyLooksLikeAnOption() throws {
    // One in 85 would begin with a dash.
    let keys = try (0..<1000).map { _ in try KeyPair.make().publicKey }
    #expect(Set(keys).count == keys.count)
    #expect(!keys.contains { $0.hasPrefix("-") })
  }

  @Test(arguments: [
    "", "public = \"x\"", "secret = \"\"", "secret = \"short\"", "secret",
    "secret = \"~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\"",
    // 25 characters in front of the first zero byte would be decoded, and the rest of the key be left to chance.
    "secret = \"JTKVSB%%)wK0E.X)V>+}o?pNm\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}&4W4b!Ni\"",
  ])
  func aFileWithoutASecretKeyIsRefused(text: String) {
    #expect(throws: ZMQError.self) { try KeyPair(fileText: text) }
  }
}
