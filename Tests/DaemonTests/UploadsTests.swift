import Testing

@testable import Daemon

@Suite struct UploadsTests {
  private let folder = TemporaryFolder()
  private let uploads: Uploads
  private let key = "0123456789abcdef"
  private let files = [Uploads.File(name: "a", size: 5), Uploads.File(name: "b", size: 0)]

  init() throws { uploads = try Uploads(folder: folder.path + "/uploads") }

  private func failed(_ body: () throws(UploadRefusal) -> Void) -> UploadRefusal? {
    do throws(UploadRefusal) {
      try body()
      return nil
    } catch { return error }
  }

  private func outcome() -> Uploads.Outcome {
    Task { .success(ImportedModel(name: "m", digest: "d", replaced: nil, remarks: [])) }
  }

  @Test func filesComeTogetherFromPartsWhichMayComeTwice() throws {
    try uploads.begin(key, files: files)
    #expect(try uploads.write([1, 2, 3], of: "a", in: key, at: 0) == 3)
    #expect(try uploads.write([1, 2, 3], of: "a", in: key, at: 0) == 3)
    try uploads.begin(key, files: files)
    #expect(try uploads.write([4, 5], of: "a", in: key, at: 3) == 5)
    #expect(try FileSystem.read(uploads.path(of: key) + "/a") == [1, 2, 3, 4, 5])
    #expect(try FileSystem.read(uploads.path(of: key) + "/b").isEmpty)
  }

  @Test func aPartThatDoesNotFollowOrPassesTheEndIsRefused() throws {
    try uploads.begin(key, files: files)
    for (bytes, offset) in [([1], 1), ([1, 2, 3, 4, 5, 6], 0), ([1], 6), ([1], .max)] as [([UInt8], Int)] {
      let refusal = failed { () throws(UploadRefusal) in _ = try uploads.write(bytes, of: "a", in: key, at: offset) }
      guard case .invalid(let message)? = refusal else {
        Issue.record("\(String(describing: refusal))")
        continue
      }
      #expect(message.contains("does not follow the 0 of 5"))
    }
    #expect(failed { () throws(UploadRefusal) in _ = try uploads.write([1], of: "c", in: key, at: 0) } != nil)
  }

  @Test func whatHasNotArrivedWholeIsNotLookedAt() throws {
    try uploads.begin(key, files: files)
    _ = try uploads.write([1], of: "a", in: key, at: 0)
    let refusal = failed { () throws(UploadRefusal) in
      _ = try uploads.complete(key) { _ in
        Issue.record("it was looked at")
        return outcome()
      }
    }
    #expect(refusal == .invalid("the file 'a' has 1 of 5 bytes; send the rest first"))
  }

  @Test func aCompleteOneIsLookedAtOnceHoweverOftenItIsAskedFor() async throws {
    try uploads.begin(key, files: [files[1]])
    let first = try uploads.complete(key) { _ in outcome() }
    let second = try uploads.complete(key) { _ in
      Issue.record("it was looked at twice")
      return outcome()
    }
    #expect(first == second)
    #expect(failed { () throws(UploadRefusal) in _ = try uploads.write([], of: "b", in: key, at: 0) } == .unknown(key))
  }

  @Test func onlySoManyArriveAtATimeAndSilentOnesGiveWay() throws {
    let start = ContinuousClock.now
    for number in 0..<Uploads.limit { try uploads.begin("\(key)\(number)", files: files, at: start) }
    guard case .full? = failed({ () throws(UploadRefusal) in try uploads.begin(key, files: files, at: start) }) else {
      Issue.record("it was not refused")
      return
    }
    let later = start + Uploads.patience + .seconds(1)
    _ = try uploads.write([1], of: "a", in: key + "0", at: 0, now: later)
    try uploads.begin(key, files: files, at: later)
    #expect(FileSystem.names(in: uploads.folder) == [key, key + "0"])
    #expect(failed { () throws(UploadRefusal) in _ = try uploads.write([1], of: "a", in: key + "1", at: 0) } != nil)
  }

  @Test func nothingIsLeftOfThemAfterARestart() throws {
    try uploads.begin(key, files: files)
    _ = try uploads.write([1], of: "a", in: key, at: 0)
    #expect(FileSystem.names(in: uploads.folder) == [key])
    let again = try Uploads(folder: uploads.folder)
    #expect(FileSystem.names(in: again.folder).isEmpty)
  }
}
