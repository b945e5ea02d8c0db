import ArgumentParser

struct Model: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The daemon's models.",
    subcommands: [
      ModelList.self, ModelShow.self, ModelImport.self, ModelExport.self, ModelActivate.self, ModelRemove.self,
      ModelVerify.self,
    ])
}
