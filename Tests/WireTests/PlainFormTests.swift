import Testing

@testable import Wire

/// What is read and written without the JSON coders means the same as with them.
@Suite struct PlainFormTests {
  @Test("A plain submission is read without the decoder, and to the same request")
  func plainSubmissions() throws {
    let bodies = [
      #"{"type":"submit","task":"t","items":[{"text":"a"}]}"#,
      #" { "items" : [ { } , {"text":"ü 🖋/", "parameters":{}} ] , "task":"t","type":"submit" } "#,
      #"{"type":"submit","task":"t","items":[],"hold":true,"receipt":false,"key":"k","label":"","after":"16"}"#,
      #"{"count":7,"format":"svg","items":[{"text":""}],"model":"m","operation":"score","parameters":{"a":-5,"b":true,"#
        + #""c":"x","d":0,"e":999999999999999999},"priority":-100,"seed":0,"task":"t","type":"submit"}"#,
    ]
    for body in bodies {
      let plain = try #require(PlainSubmission.request(Array(body.utf8)), "\(body)")
      #expect(try plain == JSONBody.decode(Request.self, from: Array(body.utf8)))
    }
  }

  @Test(
    "What is not plain, right or wrong, is left to the decoder",
    arguments: [
      "", "{", "[]", #"{"type":"status"}"#, #"{"type":"submit","task":"t"}"#, #"{"task":"t","items":[]}"#,
      #"{"type":"submit","task":"t","items":[],"colour":"blue"}"#,
      #"{"type":"submit","task":"t","items":[],"task":"u"}"#,
      #"{"type":"submit","task":"t","items":[{"text":"a","text":"b"}]}"#,
      #"{"type":"submit","task":"t","items":[{"parameters":{},"parameters":{"a":1}}]}"#,
      #"{"type":"submit","task":"t","items":[],"parameters":{"a":1,"a":2}}"#,
      #"{"type":"submit","task":"t","items":[{"text":"a\n"}]}"#, "{\"type\":\"submit\",\"task\":\"\n\",\"items\":[]}",
      #"{"type":"submit","task":"t","items":[{"text":null}]}"#, #"{"type":"submit","task":"t","items":[],"count":01}"#,
      #"{"type":"submit","task":"t","items":[],"count":-0}"#, #"{"type":"submit","task":"t","items":[],"count":1.0}"#,
      #"{"type":"submit","task":"t","items":[],"count":1e2}"#, #"{"type":"submit","task":"t","items":[],"count":- 1}"#,
      #"{"type":"submit","task":"t","items":[],"seed":-1}"#, #"{"type":"submit","task":"t","items":[],"hold":truer}"#,
      #"{"type":"submit","task":"t","items":[],"seed":1000000000000000000}"#,
      #"{"type":"submit","task":"t","items":[],"operation":"guess"}"#,
      #"{"type":"submit","task":"t","items":[],"deadline":1790000000}"#,
      #"{"type":"submit","task":"t","items":[,]}"#, #"{"type":"submit","task":"t","items":[{}],}"#,
      #"{"type":"submit","task":"t","items":[]} x"#,
    ])
  func otherBodies(body: String) {
    #expect(PlainSubmission.request(Array(body.utf8)) == nil)
  }

  @Test("Bytes that are no UTF-8 are not plain")
  func invalidBytes() {
    let parts = [#"{"type":"submit","task":""#, #"","items":[]}"#].map { Array($0.utf8) }
    #expect(PlainSubmission.request(parts[0] + [0x74] + parts[1]) != nil)
    for bytes in [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80]] as [[UInt8]] {
      #expect(PlainSubmission.request(parts[0] + bytes + parts[1]) == nil)
    }
  }

  @Test("However a submission's bytes are changed, they never mean something else in the plain form")
  func changedBytes() throws {
    let body = Array(
      (#"{"count":12,"hold":true,"items":[{"text":"ab","parameters":{"n":-4}}],"seed":5,"task":"t","#
        + #""type":"submit"}"#).utf8)
    var plain = 0
    for place in body.indices {
      for byte in Array(#" "{}[],:-0a.e\"#.utf8) + [0, 0x7F, 0xC3] {
        var replaced = body
        replaced[place] = byte
        var inserted = body
        inserted.insert(byte, at: place)
        for changed in [replaced, inserted] {
          guard let request = PlainSubmission.request(changed) else { continue }
          plain += 1
          #expect(
            try request == JSONBody.decode(Request.self, from: changed), "\(String(decoding: changed, as: UTF8.self))")
        }
      }
    }
    #expect(plain > 200)
  }

  @Test(
    "The answer to a submission has the bytes that the encoder gives it",
    arguments: ["m", "", "a/b c", "ü", "\"", "\\", "\u{7F}", "\u{1F}", "\u{2028}"])
  func answers(name: String) throws {
    let reply = Reply.submitted(
      .init(job: "17", items: 2, model: name, modelDigest: "00ff", seed: .max, format: "pdf"))
    let encoded = try JSONBody.encode(reply)
    #expect(Codec.frames(of: reply, id: RequestID(1))[2] == encoded)
    if let plain = PlainAnswer.body(of: reply) { #expect(plain == encoded) }
    #expect((PlainAnswer.body(of: reply) != nil) == ["m", "", "a/b c"].contains(name))
  }
}
