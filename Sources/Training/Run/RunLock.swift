import FoundationEssentials
import Glibc

/// Keeps a run's folder for one process: two would write over each other's checkpoints. It goes with the process, however
/// that ends.
final class RunLock {
  private let descriptor: Int32

  /// - Throws: `InvalidRequest` when another process trains there, `TrainingError.file` when the folder cannot be made.
  init(_ folder: String) throws {
    do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
      throw TrainingError.file(path: folder, reason: "the run's folder cannot be made")
    }
    descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw TrainingError.file(path: folder, reason: String(cString: strerror(errno))) }
    // A file system that knows no locks is no reason not to train.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
      close(descriptor)
      throw InvalidRequest(
        "another seqtrain trains in \(folder); let it end, or choose another folder with --output")
    }
  }

  deinit { close(descriptor) }
}
