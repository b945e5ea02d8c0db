import Testing

@testable import Networks

@Suite struct SafetensorsTests {
  private func file(_ header: String, _ data: [UInt8]) -> [UInt8] {
    let length = UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8) + data
  }

  private func message(_ bytes: [UInt8]) -> String {
    do {
      _ = try Safetensors.decode(bytes, file: "w.safetensors")
      return "no error"
    } catch { return error.message }
  }

  @Test func whatIsWrittenIsReadBackBitForBit() throws {
    let tensors = [
      ("a", Safetensors.Tensor(shape: [2, 3], values: [0, -0.0, 1.5, -0x1p-140, .greatestFiniteMagnitude, .pi])),
      ("quote\"d", Safetensors.Tensor(shape: [1], values: [7])),
      ("empty", Safetensors.Tensor(shape: [0], values: [])),
    ]
    let read = try Safetensors.decode(Safetensors.encode(tensors), file: "x")
    #expect(read.count == 3)
    for (name, tensor) in tensors {
      #expect(read[name]?.shape == tensor.shape)
      #expect(read[name]?.values.map(\.bitPattern) == tensor.values.map(\.bitPattern))
    }
  }

  @Test func halfAndBrainFloatsAreWidened() throws {
    let header =
      #"{"__metadata__":{"made":"by hand"},"b":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]},"#
      + #""h":{"dtype":"F16","shape":[4],"data_offsets":[4,12]}}"#
    let data: [UInt8] = [0x80, 0x3f, 0x49, 0xc0, 0x00, 0x3c, 0x01, 0x00, 0x00, 0xc2, 0xff, 0x7b]
    let read = try Safetensors.decode(file(header, data), file: "x")
    #expect(read["b"]?.values == [1, -3.140625])
    #expect(read["h"]?.values == [1, 0x1p-24, -3, 65504])
  }

  @Test func everyTruncationIsRefusedInWords() {
    let whole = Safetensors.encode([("a", .init(shape: [2, 3], values: [1, 2, 3, 4, 5, 6]))])
    for count in 0..<whole.count {
      let text = message(Array(whole[..<count]))
      #expect(text.contains("w.safetensors is"), "cut to \(count) bytes: \(text)")
    }
    #expect(message(whole + [0]).contains("1 bytes at its end belong to no tensor"))
  }

  @Test func rangesThatOverlapOrLeaveTheFileAreRefused() {
    let overlap =
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#
    #expect(message(file(overlap, Array(repeating: 0, count: 8))).contains("'b' begins at byte 4"))
    let outside = #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}"#
    #expect(message(file(outside, Array(repeating: 0, count: 8))).contains("truncated"))
    let mismatch = #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#
    #expect(message(file(mismatch, Array(repeating: 0, count: 8))).contains("takes 12 bytes"))
    let negative = #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,0]}}"#
    #expect(message(file(negative, [])).contains("impossible shape"))
    let huge = #"{"a":{"dtype":"F32","shape":[9223372036854775807,9],"data_offsets":[0,0]}}"#
    #expect(message(file(huge, [])).contains("impossible shape"))
    let backwards = #"{"a":{"dtype":"F32","shape":[0],"data_offsets":[8,0]}}"#
    #expect(message(file(backwards, [])).contains("not the JSON of a safetensors file"))
  }

  @Test func otherTypesAreNamed() {
    let header = #"{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#
    #expect(message(file(header, Array(repeating: 0, count: 8))).contains("'a' has the type I64"))
  }

  @Test func aHeaderLongerThanTheFileIsRefusedBeforeItIsRead() {
    #expect(message(Array(repeating: 0xff, count: 64)).contains("claims 18446744073709551615 bytes"))
  }
}
