import CMalloc
import Glibc

/// What the process has of the machine's memory.
enum ProcessMemory {
  /// Bytes that are resident, shared libraries included; 0 where the system does not say.
  static var resident: Int {
    guard let bytes = try? FileSystem.readSpecial("/proc/self/statm") else { return 0 }
    let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
  }

  /// Bytes from which on a piece of memory is the system's own and goes back as soon as it is freed.
  private static let largePiece = 1 << 20

  /// Keeps the allocator from holding on to large pieces, such as weights that were read to be packed: by default it
  /// learns from the first of them to keep the next ones. To be called before anything large is allocated.
  static func releaseLargePieces() {
    mallopt(M_MMAP_THRESHOLD, Int32(largePiece))
    mallopt(M_TRIM_THRESHOLD, Int32(largePiece))
  }

  /// Gives what the allocator holds but nobody uses back to the system.
  static func giveBack() { malloc_trim(0) }
}
