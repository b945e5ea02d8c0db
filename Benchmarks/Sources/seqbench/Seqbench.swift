import ArgumentParser

/// Measures the generation engine on this machine; prints JSON for decode.py.
@main
struct Seqbench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seqbench", abstract: "Measure the generation engine.",
    subcommands: [Decode.self, KernelSpeed.self, Peak.self])
}
