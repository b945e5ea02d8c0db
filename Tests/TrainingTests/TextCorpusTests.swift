import FoundationEssentials
import Testing

@testable import Training

@Suite final class TextCorpusTests {
  private let folder: ScratchFolder
  init() throws { folder = try ScratchFolder() }

  private func write(_ text: String, _ name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: folder.path + "/" + name))
  }

  private func treebank() throws {
    let line = " the cat <unk> sat \n a dog sat \n"
    try write(String(repeating: line, count: 5), "ptb.train.txt")
    try write(" the dog sat \n", "ptb.valid.txt")
    try write(" a cat sat \n the dog \n", "ptb.test.txt")
  }

  @Test func `words are parted by blanks and each line ends with a symbol of its own`() throws {
    try treebank()
    let corpus = try TextData(source: .ptb, path: folder.path, unit: .word).corpus()
    #expect(corpus.alphabet.first == "sat" || corpus.alphabet.first == "<eos>")
    #expect(Set(corpus.alphabet) == ["the", "cat", "<unk>", "sat", "a", "dog", "<eos>"])
    #expect(corpus.training.symbols.count == 45)
    #expect(
      corpus.test.symbols.map { corpus.alphabet[Int($0)] } == ["a", "cat", "sat", "<eos>", "the", "dog", "<eos>"])
    #expect(corpus.test.words == 7)
    // "a cat sat" and its end are 10 characters, "the dog" and its end 8.
    #expect(corpus.test.characters == 18)
  }

  @Test func `characters are those of stripped lines with their ends`() throws {
    try treebank()
    let corpus = try TextData(source: .ptb, path: folder.path, unit: .character).corpus()
    #expect(corpus.test.symbols.map { corpus.alphabet[Int($0)] }.joined() == "a cat sat\nthe dog\n")
    #expect(corpus.test.characters == 18 && corpus.test.words == 7)
    #expect(corpus.test.spelling == 0)
    #expect(corpus.alphabet.allSatisfy { $0.unicodeScalars.count == 1 })
  }

  @Test func `bytes outside ASCII have names, and every byte has a symbol`() throws {
    try write(String(repeating: "naïve – text\n", count: 20), "own.txt")
    let corpus = try TextData(source: .file, path: folder.path + "/own.txt", unit: .byte).corpus()
    #expect(corpus.alphabet.count == 256)
    #expect(corpus.alphabet[0xC3] == "<0xC3>" && corpus.alphabet[65] == "A")
    #expect(corpus.training.symbols.prefix(4).map { corpus.alphabet[Int($0)] } == ["n", "a", "<0xC3>", "<0xAF>"])
    let bytes = corpus.training.bytes + corpus.validation.bytes + corpus.test.bytes
    #expect(bytes == 20 * "naïve – text\n".utf8.count)
  }

  @Test func `a character outside a small alphabet costs what it takes to name it`() throws {
    try write(String(repeating: "aaaabbbc", count: 40), "own.txt")
    var data = TextData(source: .file, path: folder.path + "/own.txt", unit: .character)
    data.symbols = 3
    let corpus = try data.corpus()
    #expect(corpus.alphabet == ["a", "b", "<unk>"])
    let strange = corpus.test.symbols.count { $0 == 2 }
    #expect(strange > 0)
    // One of all Unicode scalars but a and b.
    let each = Double.logarithm(Double(0x110000 - 0x800 - 2))
    #expect(abs(corpus.test.spelling - Double(strange) * each) < 1e-9)
  }

  @Test func `a text outside the model's alphabet is refused with the place`() throws {
    try write(String(repeating: "ab\n", count: 60) + "a♜", "own.txt")
    var data = TextData(source: .file, path: folder.path + "/own.txt", unit: .character)
    data.alphabet = ["a", "b", "\n"]
    #expect { try data.corpus() } throws: { "\($0)".contains("'♜'") && "\($0)".contains("line") }
  }

  @Test func `missing files are named, and an empty text is refused`() throws {
    #expect { try TextData(source: .ptb, path: folder.path, unit: .word).corpus() } throws: {
      "\($0)".contains("ptb.train.txt") && "\($0)".contains(folder.path)
    }
    #expect { try TextData(source: .wikipedia, path: folder.path, unit: .byte).corpus() } throws: {
      "\($0)".contains("enwik8")
    }
    try write("", "enwik8")
    #expect { try TextData(source: .wikipedia, path: folder.path, unit: .byte).corpus() } throws: {
      "\($0)".contains("0 bytes") && "\($0)".contains("--split")
    }
    try write("", "empty.txt")
    #expect { try TextData(source: .file, path: folder.path + "/empty.txt", unit: .byte).corpus() } throws: {
      "\($0)".contains("nothing to learn from")
    }
  }

  @Test func `the Wikipedia text is cut where its splits say`() throws {
    var text = [UInt8](repeating: 97, count: 4_154_399)
    text[3_899_999] = 98
    text[3_900_000] = 99
    try Data(text).write(to: URL(filePath: folder.path + "/enwik8"))
    let corpus = try TextData(source: .wikipedia, path: folder.path, unit: .byte).corpus()
    #expect(corpus.training.symbols.count == 3_900_000 && corpus.training.symbols.last == 98)
    #expect(corpus.validation.symbols.count == 254_399 && corpus.validation.symbols.first == 99)
    #expect(corpus.test.symbols.isEmpty)
    #expect(throws: InkDataError.self) {
      try TextData(source: .wikipedia, path: folder.path, unit: .byte, split: .standard).corpus()
    }
  }

  @Test func `what a path holds is found out from its files`() throws {
    try write("x", "own.txt")
    func source(_ path: String, _ task: TrainableTask = .characterText) throws -> (TextData.Source, TextUnit) {
      let data = try TextData(task: task, path: path, source: nil, unit: nil, split: .prefix)
      return (data.source, data.unit)
    }
    #expect(try source(folder.path + "/own.txt") == (.file, .character))
    #expect(try source(folder.path, .wordText) == (.ptb, .word))
    // One of the corpus's texts by itself is a text like any other; an archive has all three.
    for (name, expected) in [
      ("ptb.train.txt", TextData.Source.file), ("ptb.tar.xz", .ptb), ("simple-examples.tgz", .ptb),
    ] {
      try write("x", name)
      #expect(try source(folder.path + "/" + name).0 == expected, "\(name)")
    }
    try write("x", "enwik8.zip")
    #expect(try source(folder.path) == (.wikipedia, .byte))
    #expect(throws: InvalidRequest.self) {
      try TextData(task: .wordText, path: folder.path, source: nil, unit: .byte, split: .prefix)
    }
  }
}

@Suite struct TextStreamTests {
  private let text = (0..<103).map { Int32($0) }

  @Test func `an epoch deals every track's symbols once, each predicted from the one before`() {
    var stream = TextStream(seed: 1, tracks: 4, steps: 5, resetEvery: 0)
    var seen: [Int32] = []
    for piece in 0..<TextStream.pieces(of: text.count, tracks: 4, steps: 5) {
      let chunks = [Chunk(steps: 5, rows: 2), Chunk(steps: 5, rows: 2)]
      stream.fill(chunks, from: text)
      for chunk in chunks {
        #expect(chunk.units == 10)
        for place in 0..<10 {
          #expect(chunk.symbols[place] == chunk.nextSymbols[place] - 1)
          seen.append(chunk.nextSymbols[place])
        }
        #expect((0..<2).allSatisfy { chunk.reset[$0] == (piece == 0 ? 1 : 0) })
      }
    }
    #expect(seen.sorted() == (0..<100).map { Int32($0) })
  }

  @Test func `each epoch cuts the text elsewhere, and the state is reset as often as asked`() {
    func dealt(after pieces: Int, resetEvery: Int = 0) -> (first: Int32, reset: UInt8) {
      var stream = TextStream(seed: 1, tracks: 2, steps: 10, resetEvery: resetEvery)
      let chunk = Chunk(steps: 10, rows: 2)
      for _ in 0...pieces { stream.fill([chunk], from: text) }
      return (chunk.nextSymbols[0], chunk.reset[0])
    }
    #expect(dealt(after: 0).first == 0)
    #expect(dealt(after: 5).first != 0)
    #expect(dealt(after: 5).reset == 1)
    #expect((1..<5).map { dealt(after: $0).reset } == [0, 0, 0, 0])
    #expect((1..<5).map { dealt(after: $0, resetEvery: 2).reset } == [0, 1, 0, 1])
  }

  @Test(arguments: [1, 3, 8])
  func `scoring counts every symbol once, whatever the tracks`(tracks: Int) {
    var dealt = TextTracks(count: text.count, tracks: tracks)
    var seen: [Int32] = []
    while !dealt.isExhausted {
      let chunk = Chunk(steps: 7, rows: tracks)
      dealt.fill([chunk], from: text)
      for place in 0..<(7 * tracks) where chunk.mask[place] == 1 { seen.append(chunk.nextSymbols[place]) }
    }
    #expect(seen.sorted() == text)
  }
}
