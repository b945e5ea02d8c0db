public import ArgumentParser
public import Training

extension TrainableTask: ExpressibleByArgument {}
extension TextUnit: ExpressibleByArgument {}
extension TextData.Source: ExpressibleByArgument {}
extension WikipediaSplit: ExpressibleByArgument {}

/// Where the data is; the same for every command that reads it.
struct DataOptions: ParsableArguments {
  @Option(
    help:
      "Folder with the data set's official files: IAM-OnDB for handwriting; the Penn Treebank, enwik8 or a text file for text."
  )
  var data: String

  @Option(help: "Handwriting: file that names lines to leave out, one id a line; lines that begin with # are comments.")
  var exclude: String?

  @Option(help: "Handwriting: folder that keeps the parsed data for the next time.")
  var cache = ".cache"

  @Option(help: "Text: the corpus, ptb, wikipedia or file; found out from --data when absent.")
  var corpus: TextData.Source?

  @Option(help: "Text: what a symbol is, character, byte or word; bytes for wikipedia when absent.")
  var unit: TextUnit?

  @Option(help: "Wikipedia: prefix (3.9M bytes, 254,399 held out), graves (96M/4M) or standard (90M/5M/5M).")
  var split = WikipediaSplit.prefix

  var ink: HandwritingData { HandwritingData(folder: data, exclude: exclude, cache: cache) }

  func text(_ task: TrainableTask) throws -> TextData {
    try TextData(task: task, path: data, source: corpus, unit: unit, split: split)
  }

  func source(_ task: TrainableTask) throws -> TrainingRequest.Source {
    task.isText ? .text(try text(task)) : .ink(ink)
  }
}
extension DynamicScorer.Plan.Rule: ExpressibleByArgument {}
