import Glibc
import ZMQ

/// Finds out at once what ZeroMQ would keep trying for ever: whether anybody listens at a socket's path.
enum Probe {
  /// - Throws: a failure with status `unreachable` that says why nobody can be reached and how to start the daemon.
  static func check(_ endpoint: Endpoint) throws(Failure) {
    guard endpoint.transport == .local else { return }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: endpoint.place.utf8) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
    }
    guard result != 0 else { return }
    switch errno {
    case ENOENT, ENOTDIR: throw absent("there is no daemon: the socket \(endpoint.place) does not exist")
    case ECONNREFUSED: throw absent("there is no daemon: nobody listens at the socket \(endpoint.place)")
    case EACCES, EPERM:
      throw Failure(
        .unreachable, "the socket \(endpoint.place) may not be used by this user",
        advice: "ask the administrator to add you to the daemon's group", code: "unreachable")
    default: return
    }
  }

  /// The failure for a daemon that says nothing. One in the network says nothing to a key that it does not let in, either.
  static func silent(_ endpoint: Endpoint) -> Failure {
    guard endpoint.transport == .network else {
      return absent("the daemon at the socket \(endpoint.place) does not answer")
    }
    return Failure(
      .unreachable, "no daemon answers at \(endpoint)",
      advice: "check the address and the daemon's public key, and whether an operator has authorized yours",
      code: "unreachable")
  }

  /// The failure for a daemon that is not there.
  static func absent(_ message: String) -> Failure {
    Failure(
      .unreachable, message,
      advice: "start it with 'seqd' or 'systemctl start seqd', or name its socket with --socket or SEQD_SOCKET",
      code: "unreachable")
  }
}
