import ArgumentParser

/// Trains, measures, draws and exports the networks that seqd serves.
@main
struct Seqtrain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seqtrain",
    abstract: "Train and measure the recurrent networks that seqd serves.",
    discussion: """
      Exit codes: 0 done, 1 failed, 2 a request that is not valid, 130 stopped by Ctrl-C with the state saved.
      """,
    version: "seqtrain 0.1.0",
    subcommands: [Train.self, Evaluate.self, Plot.self, Export.self, Summary.self])
}
