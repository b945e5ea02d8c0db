import Glibc
import Synchronization
import Testing
import Wire
import ZMQ

@testable import Ink
@testable import seqctl

private let task = TaskInfo(
  name: "handwriting-synthesis", summary: "", text: .required, formats: ["pdf", "png", "page.xml"], parameters: [])

@Suite struct DatasetTests {
  private let folder = TemporaryFolder()

  /// Labels as the daemon's renderer makes them.
  private func page(_ lines: [String]) throws -> [UInt8] {
    let stroke = Stroke([Point(x: 3, y: 4), Point(x: 9, y: 8), Point(x: 12, y: 4)])
    let page = Page(
      width: 40, height: 20, drawing: InkDrawing(lines.map { _ in stroke }),
      lines: lines.enumerated().map {
        PlacedLine(words: [PlacedWord(text: $1, strokes: $0..<$0 + 1)], baseline: 8)
      })
    return try InkDocument(pages: [page, page], text: "", xHeight: 2)
      .file(format: "page.xml", options: SheetOptions { _ in nil })
  }

  private func job(_ arguments: [String], _ info: TaskInfo = task) throws -> DatasetJob? {
    let options = try JobOptions.table(for: info).parse(arguments)
    return try DatasetJob(options, JobRequest(options, task: info, takesText: true), task: info)
  }

  @Test("What a picture says is read from its labels, escaped or not")
  func labelsAreRead() throws {
    let text = "a <b> & c\nsecond &lt;"
    #expect(try PageLabels.text(of: page(["a <b> & c", "second &lt;"])) == "\(text)\n\(text)")
    #expect(PageLabels.text(of: Array("<svg></svg>".utf8)) == nil)
    #expect(PageLabels.text(of: []) == nil)
  }

  @Test("A dataset has each picture with its text and its labels, which name it, and lists of all")
  func entriesAreStored() throws {
    let dataset = try DatasetFolder("\(folder.path)/set/")
    try dataset.prepare()
    let labels = try page(["One, \"two\"", "three"])
    let first = try dataset.store(picture: [1, 2], page: labels, item: 0, remarks: ["check it"])
    let second = try dataset.store(picture: [3], page: page(["four"]), item: 11, remarks: [])
    try dataset.store([first, second])
    func text(_ name: String) throws -> String { try FileInput.text(at: "\(folder.path)/set/\(name)") }
    #expect(try text("images/000001.gt.txt") == "One, \"two\"\nthree\nOne, \"two\"\nthree\n")
    #expect(try text("images/000001.xml").contains("imageFilename=\"000001.png\""))
    #expect(try text("images/000001.xml").count == labels.count - "image.png".count + "000001.png".count)
    #expect(try FileInput.bytes(at: "\(folder.path)/set/images/000012.png", name: "", limit: 9) == [3])
    let rows = try CSV.rows(text("labels.csv")).map(\.fields)
    #expect(rows == [["file", "text"], [first.file, first.text], ["images/000012.png", "four\nfour"]])
    let lines = try text("labels.jsonl").split(separator: "\n")
    #expect(lines.count == 2 && lines[0].contains(#""remarks":["check it"]"#) && lines[1].contains("000012.png"))
  }

  @Test("Labels that say nothing are no labels")
  func mutePagesAreRefused() throws {
    let dataset = try DatasetFolder(folder.path)
    try dataset.prepare()
    #expect(throws: Failure.self) { try dataset.store(picture: [1], page: [], item: 0, remarks: []) }
    #expect(throws: Failure.self) { try DatasetFolder("") }
  }

  @Test("A dataset needs a task that labels its pictures, and neither an output nor another format")
  func contradictionsAreRefused() throws {
    #expect(try job(["a"]) == nil)
    #expect(try job(["a", "--dataset", "d/", "--format", "png"])?.folder.path == "d")
    var other = task
    other.formats = ["png"]
    for (arguments, info, part) in [
      (["a", "--dataset", "d"], other, "no labelled pictures"), (["a", "--dataset", "d", "-o", "x"], task, "--output"),
      (["a", "--dataset", "d", "--format", "pdf"], task, "not pdf"),
    ] {
      #expect {
        try job(arguments, info)
      } throws: {
        ($0 as? Failure)?.status == .invalid && ($0 as? Failure)?.message.contains(part) == true
      }
    }
  }

  @Test("Pictures whose labels are refused are cancelled and removed, unless a key says that they may be another's")
  func picturesWithoutLabelsAreTakenBack() throws {
    for key in [[], ["--key", "k"]] {
      let seen = Mutex<[Request.Kind]>([])
      let endpoint = try Endpoint("\(folder.path)/s")
      let server = try Responder.daemon(at: endpoint) { request in
        let isFirst = seen.withLock { seen in
          seen.append(request.kind)
          return seen.count == 1
        }
        switch request {
        case .submit where isFirst:
          return .submitted(.init(job: "1", items: 1, model: "m", modelDigest: "d", seed: 7, format: "png"))
        case .submit: return .error(WireError(.full, "the queue is full"))
        case .cancel: return .cancelling(.init(job: "1", state: .cancelled, items: .init(cancelled: 1)))
        default: return .removed(.init(job: "1"))
        }
      }
      defer { server.stop() }
      var connection = try Connection(DaemonAddress(socket: endpoint.description, timeout: 600))
      let job = try #require(try job(["a", "--dataset", folder.path + "/d"] + key))
      do throws(Failure) {
        _ = try job.run(isQuiet: true, over: &connection)
        Issue.record("it was taken")
      } catch {
        #expect(error.code == "full")
      }
      #expect(seen.withLock { $0 } == [.submit, .submit] + (key.isEmpty ? [.cancel, .remove] : []))
    }
  }

  @Test("A name may end with a format that has a dot")
  func formatsMayHaveADot() throws {
    let options = JobOptions.table(for: task)
    func format(_ name: String) throws -> String? {
      try JobRequest(options.parse(["a", "-o", name]), task: task, takesText: true).submit.format
    }
    #expect(try format("x.page.xml") == "page.xml")
    #expect(try format("x.page.PNG") == "png")
    #expect(throws: Failure.self) { try format("x.xml") }
    #expect(OutputPlace.file("d/.png").format(among: ["png"]) == nil)
    #expect(OutputPlace.folder("x.png").format(among: ["png"]) == nil)
  }
}
