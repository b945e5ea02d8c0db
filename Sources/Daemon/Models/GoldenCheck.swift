import Crypto
import FoundationEssentials
import Generation
import Kernels
import Networks
import Synchronization

/// Whether a model computes here what it computed where it was made.
enum GoldenVerdict: Sendable, Equatable {
  /// On these instruction sets.
  case reproduced([InstructionSet])
  /// The package has no golden outputs, as older ones.
  case missing
  /// The second half of a sentence that begins with the file's path.
  case differs(String)
}

/// Runs golden outputs, once for each package digest.
final class GoldenCheck: Sendable {
  private let verdicts = Mutex<[String: GoldenVerdict]>([:])

  /// The verdict on a package, from memory if it was given before; else it is loaded, and two short sequences are
  /// generated on the calling thread.
  /// - Throws: when the package cannot be loaded.
  func verdict(on folder: String, digest: String) throws -> GoldenVerdict {
    if let known = verdicts.withLock({ $0[digest] }) { return known }
    guard FileSystem.exists("\(folder)/\(Golden.file)") else { return .missing }
    let verdict = Self.judge(try StoredModel(folder: folder), kernels: [KernelTable.current])
    verdicts.withLock { $0[digest] = verdict }
    return verdict
  }

  func note(_ verdict: GoldenVerdict, on digest: String) { verdicts.withLock { $0[digest] = verdict } }

  func forget(_ digest: String) { verdicts.withLock { $0[digest] = nil } }

  /// Generates the golden outputs again and compares.
  /// - Parameter kernels: the instruction sets that matter; another one that this machine has stands in where the
  ///   package knows none of them.
  static func judge(_ package: some ModelSource, kernels: [KernelTable]) -> GoldenVerdict {
    guard let bytes = package.resources[Golden.file] else { return .missing }
    guard let golden = try? JSONDecoder().decode(Golden.self, from: Data(bytes)) else {
      return .differs("it is damaged: it is not the JSON of golden outputs")
    }
    let isKnown = kernels.contains { table in
      golden.cases.allSatisfy { $0.digests[table.instructionSet.rawValue] != nil }
    }
    do {
      return .reproduced(
        try golden.check(package, kernels: isKnown ? kernels : KernelTable.available, digest: digest))
    } catch {
      return .differs(error.message)
    }
  }

  /// The golden outputs of a package that has none, as the bytes of `golden.json`.
  static func make(_ package: some ModelSource) throws(DaemonError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(try Golden(package, digest: digest))) + [UInt8(ascii: "\n")]
    } catch let error as GoldenError {
      throw DaemonError("the model cannot be run: \(error.message)")
    } catch {
      throw DaemonError("\(Golden.file) cannot be written as JSON")
    }
  }

  private static func digest(_ bytes: [UInt8]) -> String { SHA256.hash(data: bytes).hexadecimal }
}
