import CCrash
import Glibc

/// Tells a daemon that went down by its own fault from one that was killed: only the former is held against the items that
/// were running.
///
/// A file of the state folder gets a byte when the process crashes (see `CCrash`). What the kernel kills for want of memory
/// can write nothing; its counter of such kills tells of that.
struct CrashMark {
  private let path: String
  private let descriptor: Int32
  /// Whether the process before this one crashed.
  let crashedBefore: Bool

  /// Reads the mark of the process before, and has crashes of this one marked.
  init(path: String) throws(DaemonError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw DaemonError("cannot open \(path): \(FileSystem.lastReason)") }
    var status = stat()
    let hasMark = fstat(descriptor, &status) == 0 && status.st_size > 0
    let noted = (try? FileSystem.read(Self.memoryPath(path))).map { String(decoding: $0, as: UTF8.self) }
    crashedBefore = hasMark || Self.ranOutOfMemory(since: noted)
    crash_mark(descriptor)
  }

  /// Forgets the mark, once it has been counted.
  func clear() throws(DaemonError) {
    guard ftruncate(descriptor, 0) == 0 else { throw DaemonError("cannot empty \(path): \(FileSystem.lastReason)") }
    if let kills = Self.memoryKills() { try FileSystem.replace(Self.memoryPath(path), with: Array(kills.utf8)) }
  }

  private static func memoryPath(_ path: String) -> String { path + "-memory" }

  /// The boot, and how many processes it has killed for want of memory: `BOOT COUNT`; nil where the kernel does not tell.
  private static func memoryKills() -> String? {
    guard let boot = try? FileSystem.readSpecial("/proc/sys/kernel/random/boot_id"),
      let events = try? FileSystem.readSpecial("/proc/self/cgroup")
    else { return nil }
    // Of the daemon's own control group; that of a whole machine would count the deaths of others.
    let line = String(decoding: events, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("0::") }
    guard let group = line?.dropFirst(3),
      let memory = try? FileSystem.readSpecial("/sys/fs/cgroup\(group)/memory.events"),
      let count = String(decoding: memory, as: UTF8.self).split(separator: "\n").first(where: {
        $0.hasPrefix("oom_kill ")
      })
    else { return nil }
    return "\(String(decoding: boot, as: UTF8.self).prefix { $0 != "\n" }) \(count.dropFirst(9))"
  }

  private static func ranOutOfMemory(since noted: String?) -> Bool {
    guard let noted, let now = memoryKills() else { return false }
    let (before, after) = (noted.split(separator: " "), now.split(separator: " "))
    guard before.count == 2, after.count == 2, before[0] == after[0] else { return false }
    return (Int(after[1]) ?? 0) > (Int(before[1]) ?? 0)
  }
}
