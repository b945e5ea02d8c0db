import ServiceLifecycle

/// Gives memory back that the allocator holds in pieces which nobody uses: of millions of requests on many threads some are
/// always left between others that are in use.
final class MemoryUpkeep: Service {
  private static let interval = Duration.seconds(10)
  /// Growth in bytes from which on giving back is worth the milliseconds that every thread waits for it.
  private static let step = 8 << 20

  /// Looks now and then, until graceful shutdown.
  func run() async throws {
    await cancelWhenGracefulShutdown {
      var least = ProcessMemory.resident
      while !Task.isCancelled {
        try? await Task.sleep(for: Self.interval)
        least = Self.look(at: ProcessMemory.resident, least: least) {
          ProcessMemory.giveBack()
          return ProcessMemory.resident
        }
      }
    }
  }

  /// One look.
  /// - Parameters:
  ///   - resident: bytes now.
  ///   - least: the fewest since the last giving back.
  ///   - giveBack: gives back and tells the bytes after it.
  /// - Returns: what to compare with next time.
  static func look(at resident: Int, least: Int, giveBack: () -> Int) -> Int {
    resident > least + step ? giveBack() : min(least, resident)
  }
}
