import Glibc
import ZMQ

/// The daemon's own keys for the network.
enum ServerKey {
  /// The name of the systemd credential that holds the secret key.
  static let credential = "seqd-server-key"

  /// Reads the key file that the configuration names, else the systemd credential.
  /// - Throws: a sentence with what to do when there is none, it holds no key, or others may read it.
  static func load(_ configuration: Configuration) throws(DaemonError) -> KeyPair {
    guard let path = configuration.serverKeyFile else {
      throw DaemonError(
        "the daemon is to listen at \(configuration.listen ?? "") but has no key; make one with "
          + "'seqctl key new -o FILE' and name it as access.server-key, or as the systemd credential \(credential)")
    }
    var status = stat()
    // systemd lets a credential be read by a list of users, which stands where the group's rights do.
    let others: mode_t = configuration.serverKeyIsCredential ? 0o007 : 0o077
    if stat(path, &status) == 0, status.st_mode & others != 0 {
      throw DaemonError("the key file \(path) can be read by others; run 'chmod 600 \(path)'")
    }
    let content = String(decoding: try FileSystem.read(path), as: UTF8.self)
    do {
      return try KeyPair(fileText: content)
    } catch {
      throw DaemonError("the key file \(path) cannot be used: \(error.message)")
    }
  }
}
