import ArgumentParser
import Glibc
import Wire
import ZMQ

/// The options that every command has.
struct GlobalOptions: ParsableArguments {
  @Option(help: "The daemon's socket; else SEQD_SOCKET, the user's own daemon, the system's.")
  var socket: String?

  @Flag(help: "Answer in JSON.")
  var json = false

  /// Connects to the daemon that is meant.
  func connect() throws(Failure) -> Connection { try Self.connect(socket: socket) }

  static func connect(socket: String?) throws(Failure) -> Connection {
    try Connection(endpoint(socket: socket))
  }

  private static func endpoint(socket: String?) throws(Failure) -> Endpoint {
    var environment: [String: String] = [:]
    for name in ["SEQD_SOCKET", "XDG_RUNTIME_DIR"] {
      if let value = getenv(name) { environment[name] = String(cString: value) }
    }
    let path =
      socket
      ?? DefaultSocket.client(environment: environment, userID: getuid()) { access($0, F_OK) == 0 }
    do {
      return try Endpoint(path)
    } catch {
      throw Failure(.invalid, error.message, code: "invalid-request")
    }
  }
}
