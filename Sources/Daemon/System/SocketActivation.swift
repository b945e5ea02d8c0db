import Glibc

/// Sockets that systemd has opened for the daemon (sd_listen_fds(3)): clients may connect while it is down.
enum SocketActivation {
  /// The first descriptor that is handed over.
  private static let first: Int32 = 3

  struct Listening {
    var descriptor: Int32
    /// The file that it is bound to.
    var path: String
  }

  /// The listening socket that was handed over, where one was.
  /// - Throws: when something else was handed over, or more than one.
  static func socket() throws(DaemonError) -> Listening? {
    // They are another process's when the variables came from a parent.
    guard let process = number("LISTEN_PID"), process == getpid(), let count = number("LISTEN_FDS"), count > 0 else {
      return nil
    }
    for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { unsetenv(name) }
    guard count == 1 else {
      throw DaemonError("systemd hands over \(count) sockets; leave one ListenStream= in seqd.socket")
    }
    guard isListening(first), let path = unixPath(of: first) else {
      throw DaemonError(
        "systemd hands over what is no listening Unix socket; set ListenStream= in seqd.socket to the path of one")
    }
    _ = fcntl(first, F_SETFD, FD_CLOEXEC)
    return Listening(descriptor: first, path: path)
  }

  private static func number(_ variable: String) -> Int32? { getenv(variable).flatMap { Int32(String(cString: $0)) } }

  private static func isListening(_ descriptor: Int32) -> Bool {
    var isListening: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &size) == 0 && isListening != 0
  }

  /// The file that a Unix socket is bound to.
  private static func unixPath(of descriptor: Int32) -> String? {
    var address = sockaddr_un()
    var size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
    }
    guard status == 0, address.sun_family == sa_family_t(AF_UNIX) else { return nil }
    let bytes = withUnsafeBytes(of: address.sun_path) { $0.prefix { $0 != 0 } }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }
}
