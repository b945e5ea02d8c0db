import ArgumentParser

/// The tasks that this version trains.
enum TrainableTask: String, ExpressibleByArgument, CaseIterable {
  case handwritingSynthesis = "handwriting-synthesis"
}

/// Where the data is; the same for every command that reads it.
struct DataOptions: ParsableArguments {
  @Option(help: "Folder with the official IAM-OnDB files.")
  var data: String

  @Option(help: "File that names lines to leave out, one id a line; lines that begin with # are comments.")
  var exclude: String?

  @Option(help: "Folder that keeps the parsed data for the next time.")
  var cache = ".cache"
}
