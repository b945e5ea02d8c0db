import Foundation
import Testing
import Wire

/// The daemon's figures, as its administrator sees them.
@Suite(.serialized) struct MetricsTests {
  private func value(_ text: String, _ name: String) -> Double? {
    text.split(separator: "\n").first { $0.hasPrefix(name + " ") }.flatMap { Double($0.dropFirst(name.count + 1)) }
  }

  @Test func whatHappenedIsCountedAndNoWordOfAUserIsInIt() throws {
    let house = try House()
    let secret = "a word that nobody else may read"
    #expect(try house.seqctl("submit", "tally", "--text", secret, "--label", "ann-the-owner", "--wait").status == 0)
    #expect(try house.seqctl("submit", "tally", "--text", "x", "--crash", "maybe").status == 2)
    #expect(try house.seqctl("show", "77").status == 2)
    let text = try house.seqctl("metrics").text
    #expect(value(text, #"seqd_items_ended_total{task="tally",outcome="done"}"#) == 1)
    #expect(value(text, #"seqd_jobs{state="done"}"#) == 1)
    #expect(value(text, #"seqd_refusals_total{code="unknown-job"}"#).map { $0 >= 1 } == true)
    #expect(value(text, #"seqd_requests_total{type="submit"}"#).map { $0 >= 1 } == true)
    #expect(value(text, #"seqd_wait_seconds_count{task="tally"}"#) == 1)
    #expect(value(text, "seqd_sequence_steps_total").map { $0 > 0 } == true)
    #expect(value(text, "seqd_resident_bytes").map { $0 > 1e6 } == true)
    #expect(!text.contains(secret) && !text.contains("ann-the-owner"))
    let file = house.folder.path + "/seqd.prom"
    #expect(try house.seqctl("metrics", "-o", file).status == 0)
    #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix("# HELP seqd_info"))
  }

  @Test func whatIsRefusedBeforeItIsARequestIsCountedToo() throws {
    let house = try House()
    let stranger = try RawClient(house, introduced: false)
    #expect(try stranger.ask(.list(.init())).kind == .error)
    try stranger.send([ProtocolVersion.header(), RequestID(1).frame, Array("{".utf8)])
    _ = try #require(try stranger.receive())
    let client = try RawClient(house)
    for frames in [
      [ProtocolVersion.header(9), RequestID(1).frame, Array("{}".utf8)],
      [ProtocolVersion.header(), RequestID(2).frame, Array("[]".utf8)],
    ] {
      try client.send(frames)
      _ = try #require(try client.receive())
    }
    let text = try house.seqctl("metrics").text
    #expect(value(text, #"seqd_refusals_total{code="unknown-client"}"#) == 1)
    #expect(value(text, #"seqd_refusals_total{code="version-mismatch"}"#) == 1)
    #expect(value(text, #"seqd_refusals_total{code="invalid-request"}"#) == 2)
  }

  @Test func theDocumentListsThemAll() throws {
    let house = try House()
    let names = try house.seqctl("metrics").text.matches(of: /(?m)^# TYPE ([a-z_]+) ([a-z]+)$/)
    let document = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Documentation/METRICS.md"), encoding: .utf8)
    #expect(names.count > 15)
    for name in names { #expect(document.contains("| `\(name.1)` | \(name.2) |"), "\(name.1)") }
    let listed = document.matches(of: /(?m)^\| `(seqd_[a-z_]+)` \|/).map { String($0.1) }
    #expect(Set(listed) == Set(names.map { String($0.1) }))
  }

  @Test func theStatusCanBeWatchedUntilCtrlC() throws {
    let house = try House()
    let file = house.folder.path + "/out"
    let output = try OpenFile(file, O_WRONLY | O_CREAT)
    let child = try Child(
      Products.seqctl, ["status", "--watch"], environment: ["SEQD_SOCKET": house.socket], output: output.descriptor)
    while (try? String(contentsOfFile: file, encoding: .utf8))?.contains("steps/s") != true { sched_yield() }
    child.send(SIGINT)
    #expect(child.wait() == 0)
  }
}
