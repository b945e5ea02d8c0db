import Foundation
import Testing

@Suite(.serialized) struct DurabilityTests {
  /// Long enough that the daemon can be interrupted while it runs.
  private static let long = ["--length", "150000", "--text", "x", "--seed", "77"]

  @Test func aKillBetweenSubmitAndFetchChangesNoByte() throws {
    let house = try House()
    let undisturbed = try house.result(of: house.seqctl(["submit", "tally"] + Self.long).text)
    let job = try house.seqctl(["submit", "tally"] + Self.long).text
    try house.awaitRunning(job)
    house.kill()
    #expect(try house.seqctl("status").status == 3)
    try house.start()
    #expect(try house.result(of: job) == undisturbed)
  }

  @Test func aCleanStopPutsRunningWorkBackAndRemovesTheSocket() throws {
    let house = try House()
    let job = try house.seqctl(["submit", "tally"] + Self.long).text
    let waiting = try house.submit("--length", "5", "--text", "later")
    try house.awaitRunning(job)
    #expect(try house.stop() == 0)
    #expect(!FileManager.default.fileExists(atPath: house.socket))
    try house.start()
    let again = try house.seqctl(["submit", "tally"] + Self.long).text
    #expect(try house.result(of: job) == house.result(of: again))
    #expect(try house.result(of: waiting).isEmpty == false)
  }

  @Test func finishedResultsOutliveAKill() throws {
    let house = try House()
    let job = try house.submit("--text", "kept")
    let bytes = try house.result(of: job)
    house.kill()
    try house.start()
    #expect(try house.result(of: job) == bytes)
  }

  /// Swift's handler of crashes starts a thread in a way that the thread sanitizer does not bear.
  private static let maySeeCrashes = dlsym(nil, "__tsan_init") == nil

  @Test(.enabled(if: Self.maySeeCrashes, "not under the thread sanitizer"))
  func anItemThatTakesTheProcessDownIsSetAsideAfterThreeStarts() throws {
    let house = try House()
    let innocent = try house.submit("--length", "60000", "--text", "innocent", "--seed", "3")
    // The crash may come before the answer to what begins it.
    let culprit = try house.submit("--crash", "--text", "culprit", "--hold")
    _ = try? house.seqctl("release", culprit)
    for _ in 1...2 {
      try house.waitForCrash()
      try house.start()
    }
    try house.waitForCrash()
    try house.start()
    let wait = try house.seqctl("wait", culprit)
    #expect(wait.status == 1)
    let fetch = try house.seqctl("fetch", culprit, "-o", "-")
    #expect(fetch.errors.contains("set aside") && fetch.errors.contains("3 times"), "\(fetch.errors)")
    let alone = try house.submit("--length", "60000", "--text", "innocent", "--seed", "3")
    #expect(try house.result(of: innocent) == house.result(of: alone))
  }

  @Test func killsFromOutsideAreHeldAgainstNoItemHoweverMany() throws {
    let house = try House()
    let undisturbed = try house.result(of: house.seqctl(["submit", "tally"] + Self.long).text)
    let job = try house.seqctl(["submit", "tally"] + Self.long).text
    for _ in 1...6 {
      try house.awaitRunning(job)
      house.kill()
      try house.start()
    }
    #expect(try house.result(of: job) == undisturbed)
    #expect(!house.log.contains("after-crash=true"))
  }

  @Test func whatWasBeingWrittenAtAKillIsSweptAway() throws {
    let house = try House()
    let job = try house.seqctl(["submit", "tally"] + Self.long).text
    try house.awaitRunning(job)
    house.kill()
    let folder = house.state + "/results/\(job)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try "half".write(toFile: folder + "/.0.txt.partial", atomically: false, encoding: .utf8)
    try house.start()
    #expect(try house.result(of: job).isEmpty == false)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["0.txt"])
  }

  @Test func theSameKeyHandsInOneJobAlsoAfterARestart() throws {
    let house = try House()
    let first = try house.submit("--key", "letter-1", "--text", "a")
    house.kill()
    try house.start()
    #expect(try house.submit("--key", "letter-1", "--text", "a") == first)
    // Also where it could not be handed in now.
    #expect(try house.submit("--key", "letter-1", "--text", "a", "--model", "gone") == first)
    let large = String(repeating: "b ", count: 3000)
    #expect(try house.submit("--key", "letter-1", "--text", large, "--model", "gone") == first)
    #expect(try house.seqctl("submit", "tally", "--key", "letter-2", "--text", "a", "--model", "gone").status != 0)
  }

  @Test func whatWouldFillTheDiskByRepetitionIsRefused() throws {
    let house = try House()
    let text = String(repeating: "a", count: 10_000)
    let refused = try house.seqctl("submit", "tally", "--text", text, "--count", "100000")
    #expect(refused.status == 2 && refused.errors.contains("have 953 MiB, but 256 are allowed"), "\(refused.errors)")
  }
}

extension House {
  /// Waits until a job has begun, or ended, where it was quicker than we; `watch` and its events are for people, the state
  /// is a fact.
  func awaitRunning(_ job: String) throws {
    while true {
      let state = (try show(job)["info"] as? [String: Any])?["state"] as? String
      if state != "queued" { return #expect(state == "running" || state == "done") }
    }
  }
}
