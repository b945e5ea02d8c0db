import FoundationEssentials
import Networks
import Testing

@testable import Training

/// `seqtrain train --teacher`, the real program.
@Suite final class TeachingTests {
  private let folder: ScratchFolder

  private var text: String { folder.path + "/own.txt" }

  init() throws {
    folder = try ScratchFolder()
    let lines = ["the sea and the sand", "and the sun on the sea", "the sand is in the sun", "in the sea is sand"]
    var random = SplitMix64(state: 4)
    let content = (0..<400).map { _ in lines[Int(random.next() % 4)] + "\n" }.joined()
    try Data(content.utf8).write(to: URL(filePath: text))
  }

  private func network(_ symbols: Int, task: String) throws -> String {
    let architecture = Architecture(
      input: .embedding(symbols: symbols, dimension: 12), layers: [.init(cells: 24)], head: .softmax(symbols: symbols))
    var description = ModelDescription(
      name: "small", task: task, summary: "For tests.", architecture: architecture,
      alphabet: (0..<symbols).map { "\($0)" }, normalisation: nil)
    description.weightsDigest = String(repeating: "0", count: 64)
    let path = "\(folder.path)/\(task)-\(symbols)"
    try ModelPackage(description: description, tensors: FlatParameters(architecture).tensors).write(to: path)
    return path + "/model.json"
  }

  private func train(_ task: String, _ network: String, run: String, _ more: [String] = []) throws -> (
    status: Int32, output: [String], errors: String
  ) {
    let common = [
      "train", task, "--data", text, "--network", network, "--rows", "4", "--steps", "16", "--epochs", "4", "--rate",
      "0.02", "--warmup", "5", "--average-decay", "0.9", "-o", "\(folder.path)/\(run)",
    ]
    return try SeqtrainProgram.run(common + more, folder: folder.path)
  }

  @Test func `a network of words teaches one of characters, which learns from nothing else`() throws {
    // Nine words, the end of a line and the unknown word; twelve characters and the unknown one.
    let words = try train("word-text", try network(10, task: "word-text"), run: "words")
    #expect(words.status == 0, "\(words.errors)")
    let teacher = folder.path + "/words/best.ckpt"
    let pupil = try train(
      "character-text", try network(13, task: "character-text"), run: "pupil",
      ["--teacher", teacher, "--teacher-weight", "1", "--json"])
    #expect(pupil.status == 0, "\(pupil.errors)")
    let note = pupil.errors.split(separator: "\n").first { $0.contains("teaches") } ?? ""
    let numbers = note.split(separator: " ").compactMap { Double($0) }
    #expect(numbers.count >= 3 && numbers[0] == numbers[1] && numbers[2] < 0.6, "\(note)")
    let last = try JSONDecoder().decode(EpochRecord.self, from: Data((pupil.output.last ?? "").utf8))
    #expect(last.validation.natsPerUnit < 0.6, "\(last)")

    let header = try Trainer.weights(of: folder.path + "/pupil/best.ckpt").0
    let digest = try ScoredModel(path: teacher).weightsDigest
    #expect(header.corpus.teacher == "\(teacher) (\(digest))" && digest.count == 64)
    #expect(header.settings.teacherWeight == 1)
    let export = try SeqtrainProgram.run(
      ["export", folder.path + "/pupil/best.ckpt", "-o", folder.path + "/letters"], folder: folder.path)
    #expect(export.status == 0, "\(export.errors)")
    let package = try ModelPackage.load(folder: folder.path + "/letters")
    #expect(package.description.training["teacher"] == "\(teacher) (\(digest)), weight 1.0")
    let card = String(decoding: package.resources["card.md"] ?? [], as: UTF8.self)
    #expect(card.contains("1.0 of each target the distribution of \(teacher)"), "\(card)")
    let resumed = try train(
      "character-text", try network(13, task: "character-text"), run: "pupil", ["--epochs", "5", "--resume"])
    #expect(resumed.status == 1 && resumed.errors.contains("give the same --teacher"), "\(resumed.errors)")
  }

  @Test func `a teacher of words writes lines of them for a network of characters`() throws {
    let words = try train("word-text", try network(10, task: "word-text"), run: "words")
    #expect(words.status == 0, "\(words.errors)")
    let teacher = ["--teacher", folder.path + "/words/best.ckpt", "--teacher-text", "2"]
    let letters = try network(13, task: "character-text")
    let pupil = try train("character-text", letters, run: "pupil", teacher + ["--json"])
    #expect(pupil.status == 0, "\(pupil.errors)")
    let note = pupil.errors.split(separator: "\n").first { $0.contains("it has written") } ?? ""
    for stage in ["the teacher writes  ", "the teacher reads  "] {
      #expect(pupil.errors.contains(stage), "no word of what takes so long: \(pupil.errors)")
    }
    let composed = note.split(separator: " ").compactMap { Int($0) }.first ?? 0
    let corpus = try Trainer.weights(of: folder.path + "/pupil/best.ckpt").0.corpus
    let known = corpus.units - composed
    #expect(corpus.composed == composed && composed > 3 * known / 2 && composed <= 3 * known, "\(note), \(known)")
    let export = try SeqtrainProgram.run(
      ["export", folder.path + "/pupil/best.ckpt", "-o", folder.path + "/letters"], folder: folder.path)
    #expect(export.status == 0, "\(export.errors)")
    let package = try ModelPackage.load(folder: folder.path + "/letters")
    #expect(package.description.training["composed"] == "\(composed) characters")
    let card = String(decoding: package.resources["card.md"] ?? [], as: UTF8.self)
    #expect(card.contains("\(composed) of the characters written by it"), "\(card)")

    let more = try train("character-text", letters, run: "pupil", teacher + ["--epochs", "5", "--resume"])
    #expect(more.status == 0, "\(more.errors)")
    let other = try train(
      "character-text", letters, run: "pupil", teacher.dropLast() + ["1", "--epochs", "6", "--resume"])
    #expect(other.status == 1 && other.errors.contains("--teacher-text"), "\(other.errors)")
  }

  @Test func `a run that starts from weights over bytes reads its text by bytes`() throws {
    let own = try String(contentsOfFile: text, encoding: .utf8).replacing("sand", with: "sänd")
    try Data(own.utf8).write(to: URL(filePath: text))
    let first = try train("character-text", try network(256, task: "character-text"), run: "bytes", ["--unit", "byte"])
    #expect(first.status == 0, "\(first.errors)")
    let start = [
      "train", "character-text", "--data", text, "--rows", "4", "--steps", "16", "--epochs", "1", "-o",
      folder.path + "/more", "--from", folder.path + "/bytes/best.ckpt",
    ]
    let more = try SeqtrainProgram.run(start, folder: folder.path)
    #expect(more.status == 0 && more.errors.contains("bytes to learn from"), "\(more.errors)")
  }

  @Test func `a teacher that does not fit is refused with a sentence`() throws {
    let letters = try network(13, task: "character-text")
    let strange = try train("character-text", letters, run: "a")
    #expect(strange.status == 0, "\(strange.errors)")
    for (task, more, word) in [
      ("character-text", ["--teacher", folder.path + "/none"], "none"),
      ("character-text", ["--teacher-weight", "0.5"], "--teacher"),
      ("character-text", ["--teacher-text", "1"], "name it with --teacher"),
      ("character-text", ["--teacher", folder.path + "/a/best.ckpt", "--teacher-text", "-1"], "--teacher-text"),
      ("character-text", ["--teacher", folder.path + "/a/best.ckpt", "--teacher-weight", "2"], "--teacher-weight"),
      ("character-text", ["--unit", "byte", "--teacher", folder.path + "/a/best.ckpt"], "other symbols"),
      ("handwriting-prediction", ["--teacher", folder.path + "/a/best.ckpt"], "not for ink"),
      ("word-text", ["--teacher", folder.path + "/a/best.ckpt"], "other symbols"),
    ] {
      let network = task == "word-text" ? try network(10, task: task) : letters
      let result = try train(task, network, run: "refused", more)
      #expect(result.status != 0 && result.errors.contains(word), "\(more): \(result.errors)")
    }
  }
}
