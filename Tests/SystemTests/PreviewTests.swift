import Foundation
import Testing
import Wire

/// What people see of a job before it has ended: real daemon, bundled models, real client.
@Suite(.serialized) struct PreviewTests {
  private func house() throws -> House { try House(bundled: ["handwriting", "treebank"]) }

  /// Events of a job's watch, to its end.
  private func events(_ house: House, _ submission: Request.Submit, previewed: Bool) throws -> [Reply.Event] {
    let client = try RawClient(house)
    guard case .submitted(let job) = try client.ask(.submit(submission)) else { throw RawClient.Unexpected() }
    try client.send(Codec.frames(of: .watch(.init(job: job.job, preview: previewed)), id: RequestID(2)))
    if submission.hold { _ = try client.send(Codec.frames(of: .release(.init(job: job.job)), id: RequestID(3))) }
    var events: [Reply.Event] = []
    while events.last?.state.isFinal != true {
      let answer = try Codec.answer(try #require(try client.receive()))
      if case .event(let event) = answer.reply { events.append(event) }
    }
    return events
  }

  private func count(_ preview: JobPreview?) -> Int {
    preview?.ink?.reduce(0) { $0 + $1.strokes.reduce(0) { $0 + $1.count / 2 } } ?? 0
  }

  @Test func inkIsSeenGrowingAndWholeInTheEnd() throws {
    let house = try house()
    let text = String(repeating: "The post came late today and brought a letter. ", count: 40)
    let submission = Request.Submit(
      task: "handwriting-synthesis", items: [.init(text: text)], seed: 7, format: "json", hold: true)
    let seen = try events(house, submission, previewed: true)
    let sizes = seen.map { count($0.preview) }
    let last = try #require(seen.last?.preview)
    #expect(last.item == 0 && last.text == nil)
    #expect(sizes.contains { $0 > 0 && $0 < sizes[sizes.count - 1] }, "\(sizes)")
    let lines = try #require(last.ink)
    #expect(lines.allSatisfy { $0.isComplete })
    #expect((1...12).contains(lines.count) && lines.allSatisfy { text.contains($0.text) && !$0.strokes.isEmpty })
    // A character is about an x-height wide: what is shown has the length of what it says.
    for line in lines where line.text.count > 20 {
      let places = line.strokes.flatMap { stroke in stride(from: 0, to: stroke.count, by: 2).map { stroke[$0] } }
      let width = Double(places.max()! - places.min()!) / 100 / Double(line.text.count)
      #expect((0.4...3).contains(width), "\(line.text): \(width)")
    }
  }

  @Test func whoDoesNotAskSeesNothing() throws {
    let house = try house()
    let submission = Request.Submit(task: "handwriting-synthesis", items: [.init(text: "Hello World")], seed: 7)
    #expect(try events(house, submission, previewed: false).allSatisfy { $0.preview == nil })
  }

  @Test func whatWasMadeInNoTimeIsStillSeen() throws {
    let house = try house()
    let job = try house.seqctl("submit", "handwriting-synthesis", "--text", "Hello World", "--wait").text
    let id = try #require(job.split(separator: " ").dropFirst().first)
    let watch = try house.seqctl("watch", String(id), "--json", "--preview")
    let event = try JSONDecoder().decode(Reply.Event.self, from: Data(watch.output))
    #expect(event.state == .done && event.preview?.ink?.map(\.text) == ["Hello World"])
  }

  @Test func lookingChangesNoByte() throws {
    let house = try house()
    let text = String(repeating: "A quiet day by the sea. ", count: 60)
    func digest(previewed: Bool) throws -> String? {
      let submission = Request.Submit(
        task: "handwriting-synthesis", items: [.init(text: text)], seed: 7, format: "json", hold: true)
      let job = try #require(try events(house, submission, previewed: previewed).last?.job)
      guard case .job(let shown) = try RawClient(house).ask(.show(.init(job: job))) else { return nil }
      return shown.items[0].sha256
    }
    let alone = try digest(previewed: false)
    #expect(try alone != nil && digest(previewed: true) == alone)
  }

  @Test func textIsSeenAsItIsWritten() throws {
    let house = try house()
    let submission = Request.Submit(
      task: "word-text",
      items: [.init(text: "", parameters: ["length": .integer(400), "prime": .string("the company said")])],
      seed: 7, hold: true)
    let last = try #require(try events(house, submission, previewed: true).last?.preview)
    let text = try #require(last.text)
    #expect(last.ink == nil && text.count > 500 && text.count <= 2000)
  }

  @Test func onATerminalThePictureStandsAboveTheBarAndStays() throws {
    let house = try house()
    let terminal = try Terminal()
    let child = try Child(
      Products.seqctl,
      [
        "write", "Hello World", "--seed", "7", "-o", house.folder.path + "/a.pdf", "--graphics", "braille", "--socket",
        house.socket,
      ], environment: ["LANG": "C.UTF-8", "TERM": "xterm"], output: terminal.nothing, errors: terminal.side)
    let shown = terminal.shown()
    #expect(child.wait() == 0)
    let dots = shown.unicodeScalars.filter { (0x2801...0x28FF).contains($0.value) }.count
    #expect(dots > 200, "\(shown)")
    #expect(shown.contains("job 1 done"))
    #expect(shown.hasSuffix("\r\u{1B}[2K"), "the bar is taken away")
  }

  @Test func whereNothingCanBeShownThatIsSaidAndTheWorkIsDone() throws {
    let house = try house()
    let file = house.folder.path + "/a.pdf"
    let command = try house.seqctl("write", "Hello", "-o", file, "--preview")
    #expect(command.status == 0 && FileManager.default.fileExists(atPath: file))
    #expect(command.errors.contains("--preview is left out"), "\(command.errors)")
    let wrong = try house.seqctl("write", "Hello", "-o", file, "--graphics", "ascii")
    #expect(wrong.status == 2 && wrong.errors.contains("auto, kitty, sixel, braille"), "\(wrong.errors)")
  }
}
