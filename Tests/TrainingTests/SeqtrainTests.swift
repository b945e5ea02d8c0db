import FoundationEssentials
import Generation
import Glibc
import Kernels
import Networks
import Testing

@testable import Training

/// `seqtrain` as a person uses it.
@Suite(.serialized) struct SeqtrainTests {
  /// A corpus in the official layout and a small network, both made here.
  func house(_ folder: String) throws -> [String] {
    let ink = Dictionary(uniqueKeysWithValues: (1...6).map { ($0, SyntheticInk.strokes([14 + $0, 20, 9])) })
    let text = ["the end", "of a day", "on the sea", "is a song", "to be sung", "by a friend"]
    let forms = zip(SyntheticInk.sets, ["a01-001u", "a01-002u", "a01-003u", "a01-004u"]).map {
      SyntheticInk.Form(set: $0, name: $1, text: text, ink: ink)
    }
    try SyntheticInk(forms: forms).write(to: folder + "/data")
    let architecture = Architecture(
      input: .ink, layers: [.init(cells: 8), .init(cells: 8)], window: .init(components: 2, symbols: 30),
      inputSkips: true, outputSkips: true, head: .mixtureDensity(components: 2))
    let parameters = FlatParameters(architecture)
    parameters.initialise(seed: 1)
    var description = ModelDescription(
      name: "small", task: "handwriting-synthesis", summary: "For tests.", architecture: architecture,
      alphabet: ["\u{FFFD}"] + (0..<29).map { String(UnicodeScalar(UInt8(97 + $0))) },
      normalisation: InkNormalisation(meanX: 0, meanY: 0, deviationX: 1, deviationY: 1))
    description.weightsDigest = String(repeating: "0", count: 64)
    try ModelPackage(description: description, tensors: parameters.tensors).write(to: folder + "/small")
    return [
      "train", "handwriting-synthesis", "--data", folder + "/data", "--cache", folder + "/cache", "--network",
      folder + "/small/model.json", "--rows", "2", "--workers", "1", "--steps", "16", "--output", folder + "/run",
      "--json", "--patience", "0",
    ]
  }

  @Test func `summary prints the seed's tensors and their number of weights`() throws {
    let folder = try ScratchFolder()
    let result = try SeqtrainProgram.run(
      ["summary", "handwriting-synthesis", "--network", "seed"], folder: folder.path)
    #expect(result.status == 0)
    #expect(result.output.last == "2,248,981 weights")
    #expect(result.output.contains { $0.contains("layers.1.weight_ih") && $0.contains("1600 × 463") })
  }

  @Test func `a full disk behind standard output is told`() throws {
    let folder = try ScratchFolder()
    let result = try SeqtrainProgram.run(
      ["summary", "handwriting-synthesis"], folder: folder.path, output: "/dev/full")
    #expect(result.status == 1)
    #expect(result.errors == "seqtrain: standard output cannot be written: No space left on device\n")
  }

  @Test func `training does not end with the program that reads its output`() throws {
    let folder = try ScratchFolder()
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    let reader = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    let running = try SeqtrainProgram(
      try house(folder.path) + ["--epochs", "40"], folder: folder.path, output: pipe)
    var entry = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
    #expect(poll(&entry, 1, -1) == 1)
    close(reader)
    let result = running.finish()
    #expect(result.status == 0, "\(result.status) \(result.errors)")
    #expect(result.errors.contains("All planned epochs are done."))
  }

  @Test func `Ctrl-C ends training with its state saved, and --resume goes on`() throws {
    let folder = try ScratchFolder()
    let command = try house(folder.path)
    let running = try SeqtrainProgram(command + ["--epochs", "100000"], folder: folder.path)
    let first = try #require(running.nextLine(), "no epoch was trained")
    #expect(first.contains("\"epoch\":1"))
    running.interrupt()
    let stopped = running.finish()
    #expect(stopped.status == 130, "\(stopped.errors)")
    #expect(stopped.errors.contains("--resume"))
    let epochs = try RunHistory(folder: folder.path + "/run").epochs.count
    #expect(epochs >= 1)

    let resumed = try SeqtrainProgram.run(command + ["--epochs", "\(epochs + 2)", "--resume"], folder: folder.path)
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(resumed.output.count == 2)
    #expect(try RunHistory(folder: folder.path + "/run").epochs.count == epochs + 2)
  }

  @Test func `a run killed at any moment resumes with the losses of one that was not`() throws {
    let folder = try ScratchFolder()
    // A rise of the rate that is as long in a plan of 5 epochs as in one of 100,000.
    let command =
      try house(folder.path) + ["--warmup", "5", "--seed", "7", "--rate", "3e-3", "--from", folder.path + "/small"]
    let killed = try SeqtrainProgram(command + ["--epochs", "100000", "--schedule", "constant"], folder: folder.path)
    _ = killed.nextLine()
    _ = killed.nextLine()
    killed.kill9()
    #expect(killed.finish().status == -9)
    // Neither the settings nor the weights that it started from need to be said again.
    let resumed = try SeqtrainProgram.run(
      [
        "train", "handwriting-synthesis", "--data", folder.path + "/data", "--output", folder.path + "/run", "--epochs",
        "5", "--resume",
      ], folder: folder.path)
    // The kill may have come after the fifth epoch; then nothing is left to do.
    #expect(resumed.status == 0, "\(resumed.errors)")
    let whole = try SeqtrainProgram.run(
      command + ["--epochs", "5", "--schedule", "constant", "--output", folder.path + "/whole"], folder: folder.path)
    #expect(whole.status == 0, "\(whole.errors)")
    let expected = try RunHistory(folder: folder.path + "/whole").updates.map(\.loss)
    let found = try RunHistory(folder: folder.path + "/run").updates.map(\.loss)
    #expect(Array(found.prefix(expected.count)) == expected)
  }

  @Test func `a disk that is full ends the run with a sentence and leaves the last checkpoint to go on from`() throws {
    let folder = try ScratchFolder()
    let command = try house(folder.path)
    #expect(try SeqtrainProgram.run(command + ["--epochs", "2"], folder: folder.path).status == 0)
    let checkpoint = URL(filePath: folder.path + "/run/checkpoint.ckpt")
    let kept = try Data(contentsOf: checkpoint)
    let full = try SeqtrainProgram.run(
      command + ["--epochs", "4", "--resume"], folder: folder.path, mostBlocks: kept.count / 1024)
    #expect(full.status == 1)
    #expect(full.errors.contains(".ckpt"), "\(full.errors)")
    #expect(try Data(contentsOf: checkpoint) == kept)
    let resumed = try SeqtrainProgram.run(command + ["--epochs", "4", "--resume"], folder: folder.path)
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(try RunHistory(folder: folder.path + "/run").epochs.count == 4)
  }

  @Test func `a trained run is exported as a model that can be plotted and evaluated`() throws {
    let folder = try ScratchFolder()
    let command = try house(folder.path)
    let plan = ["--epochs", "2", "--augmentation", "0.1"]
    #expect(try SeqtrainProgram.run(command + plan, folder: folder.path).status == 0)
    let model = folder.path + "/model"
    let reader = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "RecognitionTests/Fixtures/reader.safetensors").path(percentEncoded: false)
    let run = ["export", folder.path + "/run/best.ckpt", "-o", model, "--name", "tiny"]
    for (reader, words) in [(folder.path + "/run/best.ckpt", "damaged"), ("/nonexistent", "cannot be read")] {
      let refused = try SeqtrainProgram.run(run + ["--reader", reader], folder: folder.path)
      #expect(refused.status == 2 && refused.errors.contains(words), "\(refused.status): \(refused.errors)")
    }
    let export = try SeqtrainProgram.run(run + ["--reader", reader], folder: folder.path)
    #expect(export.status == 0, "\(export.errors)")
    let package = try ModelPackage.load(folder: model)
    #expect(package.description.name == "tiny")
    #expect(package.description.weightsDigest.count == 64)
    #expect(package.resources["reader.safetensors"] == [UInt8](try Data(contentsOf: URL(filePath: reader))))
    let card = String(decoding: package.resources["card.md"] ?? [], as: UTF8.self)
    #expect(card.contains("| `space` |") && card.contains("lines varied in size and slant by up to 0.1"), "\(card)")
    #expect(package.description.training["augmentation"] == "0.1")
    let golden = try JSONDecoder().decode(Golden.self, from: Data(package.resources[Golden.file] ?? []))
    #expect(golden.cases.allSatisfy { !$0.digests.isEmpty })

    for arguments in [
      ["plot", "loss", folder.path + "/run", "-o", folder.path + "/loss.svg"],
      ["plot", "loss", folder.path + "/run", folder.path + "/run", "-o", folder.path + "/loss.csv"],
      ["plot", "density", "--model", model, "--text", "the sea", "-o", folder.path + "/density.svg"],
      ["plot", "cells", "--model", model, "--text", "the sea", "--layer", "1", "-o", folder.path + "/cells.png"],
    ] {
      let plot = try SeqtrainProgram.run(arguments, folder: folder.path)
      #expect(plot.status == 0, "\(plot.errors)")
      #expect(FileManager.default.fileExists(atPath: arguments.last ?? ""))
    }
    let table = try String(contentsOfFile: folder.path + "/loss.csv", encoding: .utf8)
    #expect(table.matches(of: /run,validation,/).count == 4)
    let score = try SeqtrainProgram.run(
      [
        "evaluate", "handwriting-synthesis", "--model", model, "--data", folder.path + "/data", "--cache",
        folder.path + "/cache", "--sentences", "4", "--json",
      ], folder: folder.path)
    #expect(score.status == 0, "\(score.errors)")
    let evaluation = try JSONDecoder().decode(InkEvaluation.self, from: Data(score.output.joined(separator: "\n").utf8))
    #expect(evaluation.lines == 6)
    let recorded = package.description.scores["validation.nats_per_sequence"] ?? 0
    #expect(abs(evaluation.natsPerLine - recorded) < 0.05 * abs(recorded) + 1)
    #expect(evaluation.legibility?.sentences == 4)
  }

  @Test func `a network over the user's own text is trained, measured, exported and looked into`() throws {
    let folder = try ScratchFolder()
    let text = folder.path + "/own.txt"
    let line = "the sea and the sand\nand the sun on the sea\n"
    try Data(String(repeating: line, count: 60).utf8).write(to: URL(filePath: text))
    let architecture = Architecture(
      input: .embedding(symbols: 12, dimension: 16), layers: [.init(cells: 24), .init(cells: 16)],
      head: .softmax(symbols: 12), tied: true)
    let parameters = FlatParameters(architecture)
    var description = ModelDescription(
      name: "small", task: "character-text", summary: "For tests.", architecture: architecture,
      alphabet: (0..<12).map { "\($0)" }, normalisation: nil)
    description.weightsDigest = String(repeating: "0", count: 64)
    try ModelPackage(description: description, tensors: parameters.tensors).write(to: folder.path + "/small")
    let train = try SeqtrainProgram.run(
      [
        "train", "character-text", "--data", text, "--network", folder.path + "/small/model.json", "--rows", "4",
        "--steps", "20", "--epochs", "30", "--rate", "0.01", "--warmup", "5", "--average-decay", "0.9", "--output",
        folder.path + "/run",
      ], folder: folder.path)
    #expect(train.status == 0, "\(train.errors)")
    #expect(train.output.last?.contains("bits/symbol") == true)

    let model = folder.path + "/letters"
    let export = try SeqtrainProgram.run(
      ["export", folder.path + "/run/best.ckpt", "-o", model, "--type", "BF16"], folder: folder.path)
    #expect(export.status == 0, "\(export.errors)")
    let package = try ModelPackage.load(folder: model)
    let digests = package.description.resourceDigests ?? [:]
    #expect(digests == [Golden.file: ModelExport.sha256(package.resources[Golden.file] ?? [])])
    #expect(package.description.task == "character-text" && package.description.weightsType == .bf16)
    let score = try SeqtrainProgram.run(
      ["evaluate", "character-text", "--data", text, "--model", model, "--dynamic", "--json"], folder: folder.path)
    #expect(score.status == 0, "\(score.errors)")
    let evaluation = try JSONDecoder().decode(TextEvaluation.self, from: Data(score.output.joined().utf8))
    #expect(evaluation.parts.map(\.part) == ["validation", "validation", "test", "test"])
    #expect(evaluation.parts.map(\.dynamic) == [false, true, false, true])
    // Two lines told again and again leave little to guess; an even guess over 12 symbols costs 3.6 bits.
    #expect(evaluation.parts.allSatisfy { $0.bitsPerCharacter < 1 && $0.bitsPerCharacter > 0 })
    let recorded = package.description.scores["validation.bits_per_character"] ?? 0
    #expect(abs(evaluation.parts[0].bitsPerCharacter - recorded) < 0.02)

    let precision = try SeqtrainProgram.run(
      ["precision", "character-text", "--data", text, "--model", model, "--json"], folder: folder.path)
    #expect(precision.status == 0, "\(precision.errors)")
    let choice = try JSONDecoder().decode(PrecisionChoice.self, from: Data(precision.output.joined().utf8))
    let excess = Dictionary(uniqueKeysWithValues: choice.precisions.map { ($0.precision, $0.excess) })
    #expect(excess.count == 3 && excess["fp32"] == 0 && excess["int8"] != 0)
    let fastest = ["int8", "bf16", "fp32"].first { (excess[$0] ?? 1) <= PrecisionChoice.largestExcess }
    let chosen = try ModelPackage.load(folder: model)
    #expect(choice.chosen == fastest && chosen.description.precision?.rawValue == fastest)
    #expect(chosen.description.scores["validation.excess_int8"] == excess["int8"])
    #expect(chosen.description.weightsDigest == package.description.weightsDigest)
    let forced = try SeqtrainProgram.run(
      ["precision", "character-text", "--data", text, "--model", model, "--use", "fp32"], folder: folder.path)
    #expect(forced.status == 0 && forced.output.last?.hasSuffix("is computed with fp32") == true, "\(forced.errors)")
    let slow = try ModelPackage.load(folder: model)
    #expect(
      slow.description.resourceDigests?[Golden.file] == ModelExport.sha256(slow.resources[Golden.file] ?? []))
    #expect(slow.description.precision == .fp32)
    for package in [chosen, slow] {
      let golden = try JSONDecoder().decode(Golden.self, from: Data(package.resources[Golden.file] ?? []))
      let sets = try golden.check(package, digest: ModelExport.sha256)
      #expect(!sets.isEmpty)
    }
    let engine = try SeqtrainProgram.run(
      ["evaluate", "character-text", "--data", text, "--model", model, "--part", "test", "--engine"],
      folder: folder.path)
    #expect(engine.status == 0 && engine.output.count { $0.hasPrefix("engine, ") } == 3, "\(engine.errors)")

    let withoutBF16 = try SeqtrainProgram.run(
      ["evaluate", "character-text", "--data", text, "--model", model, "--part", "test", "--precision", "bf16"],
      folder: folder.path, environment: MissingBF16Tests.environment)
    #expect(withoutBF16.status == 0 && withoutBF16.errors.contains(MissingBF16Tests.note), "\(withoutBF16.errors)")

    let plot = try SeqtrainProgram.run(
      ["plot", "cells", "--model", model, "--text", "the sand", "--count", "5", "-o", folder.path + "/cells.svg"],
      folder: folder.path)
    #expect(plot.status == 0, "\(plot.errors)")
    #expect(try String(contentsOfFile: folder.path + "/cells.svg", encoding: .utf8).contains("<svg"))
    for (arguments, word) in [
      (["plot", "cells", "--model", model, "--text", "the", "--layer", "7"], "layer 7"),
      (["plot", "cells", "--model", model, "--text", "the", "--cells", "99"], "cell 99"),
      (["plot", "density", "--model", model], "handwriting"), (["plot", "cells", "--model", model], "--text"),
      (["export", folder.path + "/run/best.ckpt", "-o", folder.path + "/x", "--task", "word-text"], "--task word"),
      (["evaluate", "handwriting-prediction", "--data", text, "--model", model], "handwriting"),
      (["precision", "handwriting-prediction", "--data", text, "--model", model], "handwriting"),
      (["precision", "character-text", "--data", text, "--model", model, "--use", "int4"], "int4"),
      (["precision", "character-text", "--data", text, "--model", model, "--threads", "0"], "--threads 0"),
    ] {
      let result = try SeqtrainProgram.run(arguments, folder: folder.path)
      #expect(result.status == 2 && result.errors.contains(word), "\(result.errors)")
    }
  }

  @Test func `the cells of a network that draws without a text are plotted`() throws {
    let folder = try ScratchFolder()
    let architecture = Architecture(input: .ink, layers: [.init(cells: 6)], head: .mixtureDensity(components: 2))
    let parameters = FlatParameters(architecture)
    parameters.initialise(seed: 1)
    var description = ModelDescription(
      name: "small", task: "handwriting-prediction", summary: "For tests.", architecture: architecture, alphabet: [],
      normalisation: InkNormalisation(meanX: 0, meanY: 0, deviationX: 1, deviationY: 1))
    description.weightsDigest = String(repeating: "0", count: 64)
    try ModelPackage(description: description, tensors: parameters.tensors).write(to: folder.path + "/small")
    let cells = ["plot", "cells", "--model", folder.path + "/small", "-o", folder.path + "/cells.svg"]
    let plotted = try SeqtrainProgram.run(cells + ["--steps", "20", "--cells", "5,2"], folder: folder.path)
    #expect(plotted.status == 0, "\(plotted.errors)")
    let picture = try String(contentsOfFile: folder.path + "/cells.svg", encoding: .utf8)
    // A square for each step of each of the two cells, beside the axes' letters.
    #expect(picture.split(separator: "<path").count > 40)
    for (more, word) in [(["--text", "abc"], "leave --text out"), (["--steps", "0"], "--steps 0 is outside")] {
      let refused = try SeqtrainProgram.run(cells + more, folder: folder.path)
      #expect(refused.status == 2 && refused.errors.contains(word), "\(refused.errors)")
    }
  }

  @Test func `a wrong request is one sentence and exit code 2`() throws {
    let folder = try ScratchFolder()
    let command = try house(folder.path)
    for (arguments, word) in [
      (["summary", "nonesuch"], "nonesuch"),
      (["summary", "character-text", "--network", "nonesuch"], "seed-wikipedia"), (command + ["--rate=-1"], "--rate"),
      (["train", "handwriting-synthesis"], "--data"), (["train", "poetry", "--data", "x"], "poetry"),
      (command + ["--resume"], "checkpoint"),
      (["export", "none.ckpt", "-o", folder.path + "/data"], "/data"),
      (["export", "none.ckpt", "-o", folder.path + "/not/there"], folder.path + "/not cannot be written to"),
      (["export", "none.ckpt", "-o", folder.path + "/m", "--style", "none=3"], "'none' means no style"),
      (["export", "none.ckpt", "-o", folder.path + "/m", "--style", "a=3", "--style", "a=4"], "another of this name"),
      (["summary", "character-text", "--symbols", "9223372036854775807"], "--symbols 9223372036854775807 is outside"),
      (["summary", "character-text", "--symbols=-5"], "--symbols -5 is outside"),
      (["evaluate", "handwriting-synthesis", "--data", "x", "--smallest-deviation=-0.01"], "-0.01 is outside 0 to 1"),
      (
        ["precision", "handwriting-synthesis", "--model", "x", "--data", "x", "--smallest-deviation", "2"],
        "outside 0 to 1"
      ),
      (command + ["--from", folder.path + "/small", "--symbols", "60"], "--symbols and --from exclude each other"),
      (command + ["--from", folder.path + "/small", "--network", "graves"], "leave it out"),
      (command + ["--symbols", "3"], "--symbols"),
      (["plot", "sheet", "--model", folder.path + "/small", "--text", "abc", "-o", "x.gif"], "x.gif"),
    ] {
      let result = try SeqtrainProgram.run(arguments, folder: folder.path)
      #expect(result.status == 2, "\(arguments)")
      let last = result.errors.split(separator: "\n").last ?? ""
      #expect(last.hasPrefix("seqtrain: ") && last.contains(word), "\(result.errors)")
    }
  }

  @Test func `missing data is named with the place it was looked for`() throws {
    let folder = try ScratchFolder()
    let result = try SeqtrainProgram.run(
      ["train", "handwriting-synthesis", "--data", folder.path + "/nowhere", "--output", folder.path + "/run"],
      folder: folder.path)
    #expect(result.status == 1)
    #expect(result.errors.contains(folder.path + "/nowhere"))
  }
}
