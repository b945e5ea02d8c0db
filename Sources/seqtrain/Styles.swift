import ArgumentParser
import FoundationEssentials
import Networks
import Training

struct Styles: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Give a handwriting-synthesis model the hands that a TOML file describes.",
    discussion: "The network draws the ink that leads each hand; no ink of a data set comes into a model.")

  @Option(help: "The model package, which is written anew.")
  var model: String

  @Option(help: "The TOML file; Tools/handwriting-styles.toml is that of the bundled model.")
  var book: String

  @Option(help: "Threads.")
  var threads = 2

  func validate() throws {
    guard (1...64).contains(threads) else { throw ValidationError("--threads \(threads) is outside 1 to 64") }
  }

  func run() async throws {
    try await reportingErrors {
      guard let bytes = FileManager.default.contents(atPath: book) else {
        throw InvalidRequest("\(book) cannot be read; give a TOML file with --book")
      }
      let styles = try StyleBook(String(decoding: bytes, as: UTF8.self), called: book)
      let package = try await styles.applied(to: ModelPackage.load(folder: model), threads: threads)
      try package.writeSealed(to: model)
      Terminal.output("\(model)\n")
    }
  }
}
