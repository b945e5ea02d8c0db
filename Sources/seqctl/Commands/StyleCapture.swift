import ArgumentParser
import Glibc

struct StyleCapture: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "capture", abstract: "Make a page on which you write by hand, with a pen, a finger or a mouse.",
    discussion: """
      The page needs neither a network nor a daemon: open the file in a browser, copy the sentences, and save what you \
      wrote as InkML.
      """)

  @Option(name: .shortAndLong, help: "The file to make; - is standard output, as it is without -o unless a terminal.")
  var output: String?

  @Option(help: "File with sentences of your own, one on each line; - is standard input.")
  var text: String?

  @Option(help: "How many of the sentences, from the first; all when absent.")
  var lines: Int?

  @Flag(help: "Answer in JSON.")
  var json = false

  private struct Report: Encodable {
    var file: String
    var lines: [String]
  }

  func run() throws {
    let sentences = try CaptureSentences.lines(of: try text.map(FileInput.text), count: lines)
    guard let path = output ?? (Terminal.isTerminal(STDOUT_FILENO) ? nil : "-") else {
      throw Failure(.invalid, "the output is missing", advice: "say where with -o capture.html", code: "usage")
    }
    let place = try OutputPlace(path, items: 1)
    if case .folder = place {
      throw Failure(.invalid, "\(path) is a folder", advice: "give a file: -o \(path)/capture.html")
    }
    try place.prepare()
    try OutputPlace.write(Array(CapturePage(lines: sentences).html.utf8), to: path)
    if path == "-" { return }
    if json { return JSONOutput.print(Report(file: path, lines: sentences)) }
    Terminal.print("wrote \(path): open it in a browser, write its \(sentences.count) lines, save, then:")
    Terminal.print("  seqctl style learn my-hand.inkml --name mine")
  }
}
