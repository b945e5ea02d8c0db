import Testing
import Wire

@testable import seqctl

@Suite struct CSVTests {
  @Test func quotesHoldCommasLineEndsAndQuotes() throws {
    let rows = try CSV.rows("a,b\r\n\"x, y\",\"he said \"\"no\"\"\"\n\n\"two\nlines\",\n")
    #expect(rows.map(\.fields) == [["a", "b"], ["x, y", "he said \"no\""], ["two\nlines", ""]])
    #expect(rows.map(\.line) == [1, 2, 4])
  }

  @Test func theLastLineNeedsNoLineEnd() throws {
    #expect(try CSV.rows("a\nb").map(\.fields) == [["a"], ["b"]])
    #expect(try CSV.rows("").isEmpty)
  }

  @Test func aQuoteInTheWrongPlaceIsNamedByItsLine() {
    for (text, part) in [("a\nb\"c", "line 2"), ("a\n\"b\"c", "line 2"), ("a\n\n\"b\nc", "line 3 is never closed")] {
      #expect {
        try CSV.rows(text)
      } throws: {
        ($0 as? Failure)?.status == .invalid && ($0 as? Failure)?.message.contains(part) == true
      }
    }
  }
}

@Suite struct ItemReaderTests {
  private let reader = ItemReader(
    task: TaskInfo(
      name: "t", summary: "", text: .required, formats: ["pdf"],
      parameters: [
        ParameterInfo(name: "bias", kind: .number, help: ""), ParameterInfo(name: "lines", kind: .integer, help: ""),
        ParameterInfo(name: "bold", kind: .boolean, help: ""), ParameterInfo(name: "style", kind: .string, help: ""),
      ]))

  @Test func everyLineThatIsNotEmptyIsAnItemWithItsLineNumber() {
    let lines = ItemReader.lines("one\r\n\n  \ntwo\n")
    #expect(lines.map(\.number) == [1, 4])
    #expect(lines.map(\.text) == ["one", "two"])
  }

  @Test func columnsAreParametersOfTheDeclaredKind() throws {
    let items = try reader.csv("text,bias,lines,bold,style\nhello,0.5,3,yes,7\nbye,,,,\n").map(\.item)
    #expect(
      items == [
        .init(
          text: "hello",
          parameters: ["bias": .number(0.5), "lines": .integer(3), "bold": .boolean(true), "style": .string("7")]),
        .init(text: "bye"),
      ])
  }

  @Test func keysOfJSONLinesAreParameters() throws {
    let items = try reader.jsonLines("{\"text\":\"a\",\"bias\":1.5}\n\n{\"text\":\"b\"}\n").map(\.item)
    #expect(items == [.init(text: "a", parameters: ["bias": .number(1.5)]), .init(text: "b")])
  }

  @Test func stringsOfJSONLinesMayHoldOtherLineEnds() throws {
    let rows = try reader.jsonLines("{\"text\":\"a\u{2028}b\u{85}c\"}\r\n\n{\"text\":\"d\"}")
    #expect(rows.map(\.item.text) == ["a\u{2028}b\u{85}c", "d"] && rows.map(\.line) == [1, 3])
  }

  @Test func mistakesAreNamedWithTheirLine() {
    let cases = [
      ("text,bias\na,x\n", "line 2: bias is 'x'"), ("text,bias\na\n", "line 2 has 1 columns"),
      ("text,bais\na,1\n", "the column 'bais'"),
    ]
    for (text, part) in cases {
      #expect {
        try reader.csv(text)
      } throws: {
        ($0 as? Failure)?.status == .invalid && ($0 as? Failure)?.message.contains(part) == true
      }
    }
    #expect {
      try reader.csv("text,bais\na,1\n")
    } throws: {
      ($0 as? Failure)?.advice == "did you mean bias?"
    }
    #expect {
      try reader.jsonLines("{\"text\":\"a\"}\n{\"text\":")
    } throws: {
      ($0 as? Failure)?.message.contains("line 2") == true
    }
  }

  @Test func aFileThatIsNotUTF8IsRefusedWithThePosition() throws {
    let folder = TemporaryFolder()
    let path = folder.file("bad.txt", [0x61, 0x62, 0xFF])
    #expect {
      try reader.items(at: path)
    } throws: {
      ($0 as? Failure)?.message.contains("byte 2 is 0xFF") == true
    }
    #expect(try reader.items(at: folder.file("bom.txt", [0xEF, 0xBB, 0xBF, 0x61])) == [.init(text: "a")])
    #expect(throws: Failure.self) { try reader.items(at: folder.file("empty.txt", [0x0A])) }
    #expect(throws: Failure.self) { try reader.items(at: "\(folder.path)/missing") }
  }
}
