import ArgumentParser
import Glibc

/// Trains, measures, draws and exports the networks that seqd serves.
@main
struct Seqtrain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seqtrain",
    abstract: "Train and measure the recurrent networks that seqd serves.",
    discussion: """
      Exit codes: 0 done, 1 failed, 2 a request that is not valid, 130 stopped by Ctrl-C, a training with its state saved.
      """,
    version: "seqtrain 0.1.0",
    subcommands: [
      Train.self, Evaluate.self, Plot.self, Export.self, Styles.self, Adapt.self, Precision.self, Summary.self,
      Benchmark.self,
    ])

  /// The same as the library's own entry, but for the exit code of a wrong command line, which is 2 in all our programs.
  static func main() async {
    // What is printed may be read by a program that ends first, `head` say; hours of training do not end with it.
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      if var waiting = command as? any AsyncParsableCommand {
        try await waiting.run()
      } else {
        try command.run()
      }
    } catch {
      let code = exitCode(for: error)
      guard code == .validationFailure else { exit(withError: error) }
      let message = message(for: error).split(separator: "\n").first.map(String.init) ?? "the command line is wrong"
      Terminal.error("seqtrain: \(message); see 'seqtrain --help'\n")
      Glibc.exit(2)
    }
  }
}
