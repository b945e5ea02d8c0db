import Testing
import Wire

/// SplitMix64, so that a failing input can be made again.
private struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite struct MutationTests {
  /// Damages frames in one of the ways in which bytes get damaged, or chosen.
  private func mutate(_ frames: [[UInt8]], with random: inout SeededGenerator) -> [[UInt8]] {
    var frames = frames
    for _ in 0..<Int.random(in: 1...4, using: &random) where !frames.isEmpty {
      let frame = Int.random(in: 0..<frames.count, using: &random)
      let count = frames[frame].count
      switch Int.random(in: 0..<9, using: &random) {
      case 0: frames.remove(at: frame)
      case 1: frames.insert(frames[frame], at: frame)
      case 2: frames[frame] = Array(frames[frame].prefix(Int.random(in: 0...count, using: &random)))
      case 3 where count > 0:
        frames[frame][Int.random(in: 0..<count, using: &random)] = .random(in: 0...255, using: &random)
      case 4 where count > 0: frames[frame].remove(at: Int.random(in: 0..<count, using: &random))
      case 5:
        let piece =
          ["null", "-1", "1e999", "99999999999999999999", "\"", "{", "]", "\\ud800", ",", "\u{0}"]
          .randomElement(using: &random) ?? ""
        frames[frame].insert(contentsOf: piece.utf8, at: Int.random(in: 0...count, using: &random))
      case 6 where count > 0:
        frames[frame][Int.random(in: 0..<count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 7 where frames.count > 1: frames.swapAt(frame, Int.random(in: 0..<frames.count, using: &random))
      default: frames[frame] += frames[frame].suffix(Int.random(in: 0...count, using: &random))
      }
    }
    return frames
  }

  @Test func damagedRequestsAreAnsweredOrIgnoredAndAnswersCanBeRead() throws {
    var random = SeededGenerator(state: 1)
    var outcomes = (requests: 0, refused: 0, ignored: 0)
    for round in 0..<4000 {
      let original = try Codec.frames(of: Samples.requests[round % Samples.requests.count], id: RequestID(7))
      switch Codec.receive(mutate(original, with: &random)) {
      case .request(let request, let id):
        outcomes.requests += 1
        // What passed the checks can be sent on.
        _ = try Codec.frames(of: request, id: id)
      case .refused(let answer, _):
        outcomes.refused += 1
        // The id of a refused version is sent back as it came, also when it is none of ours.
        if answer[1].count == 8 { #expect(try Codec.answer(answer).reply.kind == .error) }
      case .ignored: outcomes.ignored += 1
      }
    }
    #expect(min(outcomes.requests, outcomes.refused, outcomes.ignored) > 100)
  }

  @Test func damagedRepliesThrowOrAreRead() {
    var random = SeededGenerator(state: 2)
    var read = 0
    for round in 0..<4000 {
      let original = Codec.frames(
        of: Samples.replies[round % Samples.replies.count], id: RequestID(7), payload: [1, 2])
      do throws(WireError) {
        let answer = try Codec.answer(mutate(original, with: &random))
        _ = Codec.frames(of: answer.reply, id: answer.id, payload: answer.payload)
        read += 1
      } catch {
        #expect(!error.message.isEmpty)
      }
    }
    #expect((100..<3900).contains(read))
  }

  @Test func randomBytesAreNeverARequest() {
    var random = SeededGenerator(state: 3)
    for _ in 0..<2000 {
      let frames = (0..<Int.random(in: 0...5, using: &random)).map { _ in
        (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      }
      if case .request = Codec.receive(frames) { Issue.record("\(frames) was taken for a request") }
    }
  }
}
