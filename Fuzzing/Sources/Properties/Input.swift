/// What libFuzzer made up, and the frames that are made of it.
enum Input {
  /// The bytes of one round.
  static func bytes(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
    Array(UnsafeBufferPointer(start: start, count: count))
  }

  /// Frames by a small rule: the first byte says how the frames begin, and frames end where a byte 0xFF stands, which
  /// no UTF-8 has.
  ///
  /// Half of all inputs begin with a sound header and id: by chance alone the JSON would hardly ever be reached.
  /// - Parameters:
  ///   - header: a sound first frame.
  ///   - id: a sound second frame.
  static func frames(_ input: [UInt8], header: [UInt8], id: [UInt8]) -> [[UInt8]] {
    guard let rule = input.first else { return [] }
    let rest = input.dropFirst().split(separator: 0xFF, omittingEmptySubsequences: false).map { Array($0) }
    switch rule % 8 {
    case 0...3: return [header, id] + rest
    case 4: return [header] + rest
    // The version is the input's.
    case 5: return [header.dropLast() + [rule], id] + rest
    default: return rest
    }
  }
}

/// Ends the program, which libFuzzer takes for a crash, where a property does not hold.
func require(_ holds: Bool, _ sentence: @autoclosure () -> String) {
  guard holds else { fatalError(sentence()) }
}
