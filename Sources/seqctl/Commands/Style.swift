import ArgumentParser

struct Style: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Hands to write in, one's own among them.",
    subcommands: [StyleCapture.self, StyleLearn.self])
}
