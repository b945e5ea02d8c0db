import CTraining

/// The texts of a set of lines as the window kernels read them.
final class TextTable: @unchecked Sendable {  // written once, in init
  let entries: UnsafeMutablePointer<ct_text>
  private let storage: UnsafeMutablePointer<Int32>

  init(_ lines: [InkSequence]) {
    entries = .allocate(capacity: max(1, lines.count))
    storage = .allocate(capacity: max(1, lines.reduce(0) { $0 + $1.text.count }))
    var next = storage
    for (index, line) in lines.enumerated() {
      entries[index] = ct_text(symbols: next, length: Int32(line.text.count))
      for symbol in line.text {
        next.pointee = Int32(symbol)
        next += 1
      }
    }
  }

  deinit {
    entries.deallocate()
    storage.deallocate()
  }
}
