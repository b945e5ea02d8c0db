import ArgumentParser

struct Key: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Keys for connections in the network.",
    subcommands: [KeyNew.self, KeyAuthorize.self, KeyRevoke.self, KeyList.self])
}
