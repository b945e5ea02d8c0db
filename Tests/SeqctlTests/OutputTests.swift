import Glibc
import Testing
import Wire

@testable import seqctl

@Suite struct TableTests {
  @Test func columnsAreAlignedAndTheLastIsCut() {
    var table = Table([.init("JOB", .right), .init("STATE"), .init("TEXT")])
    table.add(["7", "running", "a long text"])
    table.add(["12345", "done", "b"])
    #expect(
      table.lines() == ["  JOB  STATE    TEXT", "    7  running  a long text", "12345  done     b"])
    #expect(table.lines(width: 20)[1] == "    7  running  a l…")
  }

  @Test func whatCouldSteerTheTerminalIsMadeHarmless() {
    #expect(Terminal.plain("a\u{1B}[2Jb\nc\u{202E}d") == "a·[2Jb·c·d")
    #expect(Terminal.plain("naïve \u{1F58B}") == "naïve \u{1F58B}")
  }

  @Test func temporaryNamesAreNobodyElses() {
    let names = Set((0..<100).map { _ in OutputPlace.temporaryName(in: "folder") })
    #expect(names.count == 100 && names.allSatisfy { $0.hasPrefix("folder/.seqctl-") })
  }

  @Test func spansAreReadable() {
    #expect(TimeText.text(seconds: 7.4) == "0:07")
    #expect(TimeText.text(seconds: 11_105) == "3:05:05")
    #expect(TimeText.text(seconds: 187_200) == "2 d 4 h")
    #expect(TimeText.text(seconds: .nan) == "?")
  }
}

@Suite struct ProgressBarTests {
  @Test func aJobThatWaitsTellsItsPlaceAndWhenItBegins() {
    var event = Reply.Event(
      job: "7", state: .queued, items: .init(queued: 3), stepsDone: 0, stepsEstimated: 0,
      forecast: Forecast(itemsAhead: 1200, begins: 1090, ends: 1100))
    let line = ProgressBar.line(event, width: 120, at: 1000)
    #expect(line.contains("1,200 items ahead") && line.contains("begins in 1:30"), "\(line)")
    event.state = .running
    #expect(!ProgressBar.line(event, width: 120, at: 1000).contains("ahead"))
  }

  private func event(
    _ done: Int, of estimated: Int, items: StateCounts = .init(running: 1), state: RunState = .running
  ) -> Reply.Event {
    .init(
      job: "17", state: state, items: items, stepsDone: done, stepsEstimated: estimated, stepsPerSecond: 1234.5,
      secondsLeft: 65)
  }

  @Test func theBarShowsStepsRateAndTimeLeft() {
    let line = ProgressBar.line(event(50, of: 100), width: 100)
    #expect(line.hasPrefix("job 17 running [####"))
    #expect(line.contains(" 50 %"))
    #expect(line.contains("1235 steps/s") || line.contains("1234 steps/s"))
    #expect(line.hasSuffix("1:05 left"))
    #expect(line.filter { $0 == "#" }.count == line.filter { $0 == "-" }.count)
  }

  @Test(arguments: [1, 10, 20, 40, 60, 80, 200])
  func theLineIsNeverAsWideAsTheTerminal(width: Int) {
    let items = StateCounts(queued: 5, running: 3, done: 2, failed: 1)
    #expect(ProgressBar.line(event(1, of: 3, items: items), width: width).count < width)
  }

  @Test func whatHasNotEndedIsNotShownAsFinished() {
    #expect(ProgressBar.fraction(event(500, of: 100)) == 0.99)
    #expect(ProgressBar.fraction(event(0, of: 0, items: .init(running: 1, done: 3))) == 0.75)
    #expect(ProgressBar.fraction(event(10, of: 100, items: .init(done: 1), state: .done)) == 1)
  }
}

@Suite struct OutputPlaceTests {
  private let folder = TemporaryFolder()

  @Test func severalResultsNeedAFolder() throws {
    #expect(throws: Failure.self) { try OutputPlace("\(folder.path)/x.pdf", items: 2) }
    #expect(try OutputPlace(folder.path, items: 2) == .folder(folder.path))
    #expect(try OutputPlace("new/", items: 1) == .folder("new"))
    #expect(try OutputPlace("-", items: 1) == .standardOutput)
    #expect(throws: Failure.self) { try OutputPlace("-", items: 2) }
  }

  @Test func resultsInAFolderAreNumberedFromOneWithEnoughDigits() throws {
    let place = OutputPlace.folder("d")
    #expect(place.path(item: 0, of: 3, format: "pdf") == "d/0001.pdf")
    #expect(place.path(item: 9_999, of: 20_000, format: "svg") == "d/10000.svg")
    #expect(place.path(item: 7, of: 20_000, format: "svg") == "d/00008.svg")
  }

  @Test func theSuffixIsThatOfTheName() {
    #expect(OutputPlace.file("/a.b/c").suffix == nil)
    #expect(OutputPlace.file("a.tar.PDF").suffix == "pdf")
    #expect(OutputPlace.file(".pdf").suffix == nil)
  }

  @Test func aFileIsThereWholeAndNothingElse() throws {
    let path = "\(folder.path)/x.pdf"
    try OutputPlace.file(path).prepare()
    #expect(folder.names.isEmpty)
    try OutputPlace.write([1, 2, 3], to: path)
    try OutputPlace.write([4], to: path)
    #expect(folder.names == ["x.pdf"])
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_size == 1)
  }

  @Test func aLinkStaysOneAndWhatItLeadsToIsWritten() throws {
    let (link, real) = ("\(folder.path)/link.pdf", "\(folder.path)/real.pdf")
    try OutputPlace.write([1], to: real)
    #expect(symlink("real.pdf", link) == 0)
    try OutputPlace.file(link).prepare()
    try OutputPlace.write([2, 3], to: link)
    var status = stat()
    #expect(lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(stat(real, &status) == 0 && status.st_size == 2 && folder.names == ["link.pdf", "real.pdf"])
    #expect(OutputPlace.isSpecial("/dev/stdout") && !OutputPlace.isSpecial(link))
  }

  @Test func aPathThatCannotBeWrittenIsFoundBeforeTheJobIsHandedIn() {
    for path in ["\(folder.path)/missing/x.pdf", "/proc/x.pdf"] {
      #expect {
        try OutputPlace.file(path).prepare()
      } throws: {
        ($0 as? Failure)?.status == .invalid && ($0 as? Failure)?.message.hasPrefix(path) == true
      }
    }
    #expect(throws: Never.self) { try OutputPlace.file("/dev/null").prepare() }
  }
}
