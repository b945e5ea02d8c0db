import Glibc
import Wire
import ZMQ

/// Which daemon is meant, and with what to show oneself to one in the network.
struct DaemonAddress {
  /// As the command line says; nil leaves it to `SEQD_SOCKET` and what sockets there are.
  var socket: String?
  /// File of the user's own keys; nil leaves it to `SEQD_KEY_FILE` and the usual place.
  var keyFile: String?
  /// The daemon's public key; nil leaves it to `SEQD_SERVER_KEY`.
  var serverKey: String?
  /// Seconds that the daemon may take to greet; nil leaves it to `SEQD_TIMEOUT`, and that to five.
  var timeout: Int?

  /// Keys for a connection in the network.
  struct Keys {
    var own: KeyPair
    /// The daemon's public key.
    var server: String
  }

  func endpoint() throws(Failure) -> Endpoint {
    var environment: [String: String] = [:]
    for name in ["SEQD_SOCKET", "XDG_RUNTIME_DIR"] {
      if let value = Self.variable(name) { environment[name] = value }
    }
    let path =
      socket
      ?? DefaultSocket.client(environment: environment, userID: getuid()) { path in
        // What may not be looked at is there: a user outside the daemon's group is told of that.
        access(path, F_OK) == 0 || errno == EACCES
      }
    do {
      return try Endpoint(path)
    } catch {
      throw Failure(.invalid, error.message, code: "invalid-request")
    }
  }

  /// Seconds that the daemon may take to greet.
  /// - Throws: a failure with status `invalid` when `SEQD_TIMEOUT` is no number of seconds.
  func patience() throws(Failure) -> Int {
    if let timeout { return timeout }
    guard let value = Self.variable("SEQD_TIMEOUT") else { return 5 }
    guard let seconds = Int(value), (1...86_400).contains(seconds) else {
      throw Failure(
        .invalid, "SEQD_TIMEOUT is '\(value)', but must be a number of seconds from 1 to 86400",
        code: "invalid-request")
    }
    return seconds
  }

  /// - Throws: a failure with status `invalid` that says which key is missing and where it comes from.
  func keys(for endpoint: Endpoint) throws(Failure) -> Keys? {
    guard endpoint.transport == .network else { return nil }
    guard let server = serverKey ?? Self.variable("SEQD_SERVER_KEY") else {
      throw Failure(
        .invalid, "the public key of the daemon at \(endpoint.place) is missing",
        advice: "give it with --server-key or SEQD_SERVER_KEY; its operator sees it with 'seqctl key list'",
        code: "invalid-request")
    }
    guard server.utf8.count == KeyPair.length else {
      throw Failure(
        .invalid, "the daemon's public key has \(server.utf8.count) characters, but must have \(KeyPair.length)",
        advice: "is it in single quotes?", code: "invalid-request")
    }
    let path = keyFile ?? Self.defaultKeyFile
    guard access(path, F_OK) == 0 else {
      throw Failure(
        .invalid, "there is no key file \(path)",
        advice: "make one with 'seqctl key new' and have its public key authorized", code: "invalid-request")
    }
    do {
      return Keys(own: try KeyPair(fileText: try FileInput.text(at: path)), server: server)
    } catch let error as ZMQError {
      throw Failure(.invalid, "the key file \(path) cannot be used: \(error.message)", code: "invalid-request")
    } catch let error as Failure {
      throw error
    } catch {
      throw Failure(.invalid, "\(error)")
    }
  }

  /// `SEQD_KEY_FILE`, else `key` in the user's folder of seqd's configuration.
  static var defaultKeyFile: String {
    if let path = variable("SEQD_KEY_FILE") { return path }
    if let folder = variable("XDG_CONFIG_HOME") { return "\(folder)/seqd/key" }
    return "\(variable("HOME") ?? ".")/.config/seqd/key"
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
