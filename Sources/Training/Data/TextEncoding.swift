import Glibc

/// Makes symbols of a text's bytes.
enum TextEncoding {
  /// How a byte reads in an alphabet: ASCII as itself, the others as `<0xE2>`.
  static func name(of byte: UInt8) -> String {
    if byte < 128 { return String(Unicode.Scalar(byte)) }
    let digits = String(byte, radix: 16, uppercase: true)
    return "<0x\(digits)>"
  }

  /// Lines without the blanks around them, each with its end; the Penn Treebank's files have a blank on both sides.
  static func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
    let blank = UInt8(ascii: " ")
    return text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true).map { line in
      let start = line.firstIndex { $0 != blank } ?? line.endIndex
      let end = line.lastIndex { $0 != blank }.map { $0 + 1 } ?? start
      return line[start..<end]
    }
  }

  /// Lines of words, each word a symbol and each end of line `<eos>`.
  /// - Throws: `InvalidRequest` for a word that is not in the vocabulary, when it has no `<unk>`.
  static func words(_ text: [UInt8], _ index: [String: Int32], file: String) throws -> TextSplit {
    var split = TextSplit()
    let unknown = index[TextCorpus.unknown]
    guard let endOfLine = index[TextCorpus.endOfLine] else {
      throw InvalidRequest("the model's words have no \(TextCorpus.endOfLine), so it cannot read the lines of \(file)")
    }
    for (number, line) in lines(text).enumerated() {
      for word in line.split(separator: UInt8(ascii: " ")) {
        let name = String(decoding: word, as: UTF8.self)
        guard let symbol = index[name] ?? unknown else {
          throw InvalidRequest(
            "\(file), line \(number + 1): the word '\(name.prefix(40))' is not in the vocabulary, which has no "
              + "\(TextCorpus.unknown); give the corpus that the model was made for")
        }
        split.symbols.append(symbol)
        split.characters += name.unicodeScalars.count + 1
        split.bytes += word.count + 1
      }
      // The line's end stands for the blank after its last word.
      split.symbols.append(endOfLine)
    }
    split.words = split.symbols.count
    return split
  }

  /// Characters, one Unicode scalar a symbol; what the alphabet lacks is `<unk>` and costs its spelling.
  /// - Throws: `InvalidRequest` for a character outside an alphabet without `<unk>`.
  static func characters(_ text: [UInt8], _ alphabet: [String], file: String) throws -> TextSplit {
    var split = TextSplit()
    split.bytes = text.count
    split.symbols.reserveCapacity(text.count)
    let unknown = alphabet.firstIndex(of: TextCorpus.unknown).map { Int32($0) }
    // By scalar: two that mean the same, as the letter K and the sign of the kelvin, are two symbols.
    var known: [Unicode.Scalar: Int32] = [:]
    for (symbol, name) in alphabet.enumerated() {
      if let scalar = name.unicodeScalars.first, name.unicodeScalars.count == 1 { known[scalar] = Int32(symbol) }
    }
    // A character outside the alphabet is one of all other Unicode scalars, each as likely as the next.
    let spelling = log(Double(0x110000 - 0x800 - known.count))
    var line = 1
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      if let symbol = known[scalar] {
        split.symbols.append(symbol)
      } else if let unknown {
        split.symbols.append(unknown)
        split.spelling += spelling
      } else {
        throw InvalidRequest(
          "\(file), line \(line): the character '\(scalar)' is not in the model's alphabet; give the corpus that the "
            + "model was made for")
      }
      if scalar == "\n" { line += 1 }
    }
    split.characters = split.symbols.count
    split.words = wordCount(text)
    return split
  }

  /// Bytes, each a symbol.
  /// - Throws: `InvalidRequest` for a byte outside the alphabet.
  static func bytes(_ text: ArraySlice<UInt8>, _ index: [String: Int32], file: String) throws -> TextSplit {
    let table = (0..<256).map { index[name(of: UInt8($0))] }
    var split = TextSplit()
    split.bytes = text.count
    split.symbols.reserveCapacity(text.count)
    for byte in text {
      guard let symbol = table[Int(byte)] else {
        throw InvalidRequest(
          "\(file): the byte \(name(of: byte)) is not in the model's alphabet; give the corpus that the model was made for"
        )
      }
      split.symbols.append(symbol)
      if byte & 0xC0 != 0x80 { split.characters += 1 }
    }
    split.words = wordCount(text)
    return split
  }

  /// Runs of what is no blank, and ends of lines.
  private static func wordCount(_ text: some Sequence<UInt8>) -> Int {
    var words = 0
    var inside = false
    for byte in text {
      if byte == UInt8(ascii: "\n") { words += 1 }
      let blank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\t")
      if !blank && !inside { words += 1 }
      inside = !blank
    }
    return words
  }
}

extension Array<String> {
  /// Symbols by name; the first of two equal ones counts.
  var indexByName: [String: Int32] {
    Dictionary(zip(self, 0...).map { ($0, Int32($1)) }, uniquingKeysWith: { first, _ in first })
  }
}
