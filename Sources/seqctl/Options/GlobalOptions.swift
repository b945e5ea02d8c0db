import ArgumentParser

/// The options that every command has.
struct GlobalOptions: ParsableArguments {
  @Option(
    help: "The daemon's socket, a path or tcp://HOST:PORT; else SEQD_SOCKET, the user's own daemon, the system's.")
  var socket: String?

  @Option(help: "In the network: file of your keys; else SEQD_KEY_FILE, ~/.config/seqd/key.")
  var keyFile: String?

  @Option(help: "In the network: the daemon's public key; else SEQD_SERVER_KEY.")
  var serverKey: String?

  @Flag(help: "Answer in JSON.")
  var json = false

  /// Connects to the daemon that is meant.
  func connect() throws(Failure) -> Connection {
    try Connection(DaemonAddress(socket: socket, keyFile: keyFile, serverKey: serverKey))
  }
}
