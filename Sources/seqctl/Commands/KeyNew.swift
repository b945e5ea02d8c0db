import ArgumentParser
import Glibc
import ZMQ

struct KeyNew: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Make a pair of keys, for yourself or for a daemon.")

  @Option(name: .shortAndLong, help: "File for the keys; else where seqctl looks for your own.")
  var output: String?

  @Flag(help: "Answer in JSON.")
  var json = false

  private struct Report: Encodable {
    var publicKey: String
    var file: String
  }

  func run() throws {
    let path = output ?? DaemonAddress.defaultKeyFile
    let keys: KeyPair
    do {
      keys = try KeyPair.make()
    } catch {
      throw Failure(.failed, error.message)
    }
    try Self.write(keys.fileText, to: path)
    if json { return JSONOutput.print(Report(publicKey: keys.publicKey, file: path)) }
    Terminal.print("wrote \(path); keep it to yourself. The public key is\n\n  \(keys.publicKey)\n")
    Terminal.print("An operator of the daemon lets it in with: seqctl key authorize '\(keys.publicKey)' NAME")
  }

  /// Writes a file that is not there yet and that nobody else may read.
  private static func write(_ text: String, to path: String) throws(Failure) {
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try makeFolder(String(path[..<slash])) }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST {
        throw Failure(
          .invalid, "\(path) is there already",
          advice: "choose another file with -o; whoever loses a key loses what it opens",
          code: "invalid-request")
      }
      throw Failure(.failed, "\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
      throw Failure(.failed, "\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
  }

  private static func makeFolder(_ path: String) throws(Failure) {
    if access(path, F_OK) == 0 { return }
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try makeFolder(String(path[..<slash])) }
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw Failure(.failed, "the folder \(path) cannot be made: \(String(cString: strerror(errno)))")
    }
  }
}
