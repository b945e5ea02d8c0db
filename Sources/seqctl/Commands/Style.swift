import ArgumentParser

/// The hands that handwriting can be in.
struct Style: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Hands to write in, one's own among them.",
    subcommands: [StyleList.self, StyleSpecimen.self, StyleCapture.self, StyleLearn.self])
}
