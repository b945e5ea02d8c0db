import Testing

@testable import TOMLFile

/// What the parser never sees, since it would not bear it.
@Suite struct TOMLBoundsTests {
  private func excess(_ content: String) -> String? { TOMLBounds.excess(of: content) }

  private func key(_ parts: Int) -> String { Array(repeating: "a", count: parts).joined(separator: ".") }

  @Test func keysOfManyPartsAreRefusedWhereverTheyStand() throws {
    let deep = key(100_000)
    for content in [
      "[\(deep)]\n", "[[\(deep)]]\n", "\(deep) = 1\n", "x = { \(deep) = 1 }\n", "x = [{ \(deep) = 1 }]\n",
      "x = [ \"\"\"y\"\"\"\", { \(deep) = 1 } ]\n", "x = [ '''y''''', { \(deep) = 1 } ]\n",
      "x = [ \"\\\"\", { \(deep) = 1 } ]\n", "x = \"y\n\(deep) = 1\n", "# '''\n\(deep) = 1\n",
      "x = ''''''\n\(deep) = 1\n", "x = [ '\\', { \(deep) = 1 } ]\n",
    ] {
      #expect(excess(content)?.contains("a key has more than 16 parts") == true, "\(content.prefix(30))")
      let fault = try #require(throws: TOMLFault.self) { try TOMLRecord(content, called: "The template") }
      #expect(fault.message.hasPrefix("The template, line "), "\(fault.message.prefix(80))")
    }
    let quoted = Array(repeating: "\"a\"", count: 40).joined(separator: " . ")
    #expect(excess("\n\n\(quoted) = 1")?.hasPrefix(", line 3") == true)
    #expect(excess("[\(key(16))]\nb = 1.5\n") == nil)
  }

  @Test func whatOnlyLooksLikeAKeyIsText() throws {
    let dots = String(repeating: ".", count: 500)
    for content in [
      "x = \"a\(dots)\"", "x = '''\n\(dots)\n'''", "x = \"\"\"\n\(dots) \\\"\"\" \(dots)\n\"\"\"", "# \(dots)\nx = 1",
    ] {
      #expect(excess(content) == nil, "\(content.prefix(20))")
      _ = try TOMLRecord(content, called: "x")
    }
    // A line of a text that a naive eye takes for a key.
    let record = try TOMLRecord("x = [\n\"\(key(60_000)) = 1\"\n]\n", called: "x")
    #expect(record.isArray("x"))
  }

  @Test func moreThanALetterNeedsIsRefused() {
    #expect(excess("x = \"\(String(repeating: "y", count: 300_000))\"")?.contains("at most 262144 are read") == true)
    let numbers = Array(repeating: "1", count: 5000).joined(separator: ",")
    #expect(excess("x = [\(numbers)]")?.contains("more than 4096 keys and values") == true)
    #expect(excess("x = [\(numbers.prefix(4000))]") == nil)
  }
}
