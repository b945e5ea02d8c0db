import ArgumentParser
import CPeak
import FoundationEssentials

/// What this machine can do at most.
struct Peak: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure the peak of the arithmetic and of reading memory, as JSON.")

  @Option(help: "Threads at once.")
  var threads = 2

  func run() throws { try waiting { try await measure() } }

  private func measure() async throws {
    var peaks: [String: Double] = [:]
    for (name, kind) in [("fp32", PEAK_FP32), ("bf16", PEAK_BF16), ("int8", PEAK_INT8)] {
      peaks["\(name)OperationsPerSecond"] = await together { Timing.rate { peak_arithmetic(kind, 4_000_000) } }
    }
    for megabytes in [2, 4, 8, 16, 64] {
      peaks["read\(megabytes)MiBBytesPerSecond"] = await together { Self.reading(megabytes << 20) }
    }
    print(String(decoding: try JSONEncoder().encode(peaks), as: UTF8.self))
  }

  /// The sum of what each thread reaches while the others work too.
  private func together(_ body: @escaping @Sendable () -> Double) async -> Double {
    await withTaskGroup(of: Double.self) { group in
      for _ in 0..<threads { group.addTask { body() } }
      return await group.reduce(0, +)
    }
  }

  private static func reading(_ bytes: Int) -> Double {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    defer { memory.deallocate() }
    memory.initializeMemory(as: UInt8.self, repeating: 1, count: bytes)
    let rounds = max(1, (256 << 20) / bytes)
    return Timing.rate {
      var sum = 0.0
      for _ in 0..<rounds { sum += peak_read(memory, bytes) }
      // The sum of such bytes is never this one; asking keeps the reads from being left out.
      return sum == 0.5 ? 0 : Double(rounds * bytes)
    }
  }
}
