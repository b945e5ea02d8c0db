import ArgumentParser

/// The hands that handwriting can be in.
struct Style: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the hands that a model writes in.", subcommands: [StyleList.self, StyleSpecimen.self])
}
