import CZMQ
import Glibc

/// A message with what the system and the library know of where it came from.
public struct Arrival: Sendable {
  public var frames: [[UInt8]]
  /// Descriptor of the connection that it came on; it may be closed by now, and even be that of another one.
  public var descriptor: Int32?
  /// The client's public key, on a socket that is encrypted; on another one whatever the client says.
  public var publicKey: String?
}

/// Whose the other end of a local connection is: the process, user and group that made it.
public struct PeerCredentials: Sendable, Equatable {
  public var process: Int32
  public var user: UInt32
  public var group: UInt32

  public init(process: Int32, user: UInt32, group: UInt32) {
    self.process = process
    self.user = user
    self.group = group
  }

  /// Asks the system (`SO_PEERCRED`); nil where the descriptor is no connected local socket.
  public init?(descriptor: Int32) {
    var domain: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0, domain == AF_UNIX else { return nil }
    // The header shows the struct, three numbers of 32 bits, to programs in GNU's dialect only.
    var numbers: [UInt32] = [0, 0, 0]
    size = socklen_t(12)
    guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &numbers, &size) == 0, size == 12, numbers[0] != 0 else {
      return nil
    }
    self.init(process: Int32(bitPattern: numbers[0]), user: numbers[1], group: numbers[2])
  }
}

/// One connection, told from every other one of this machine since it was started.
public struct ConnectionID: Sendable, Equatable {
  public var number: UInt64

  public init(_ number: UInt64) { self.number = number }

  /// Asks the system (`SO_COOKIE`); nil where the descriptor is no socket.
  public init?(descriptor: Int32) {
    number = 0
    var size = socklen_t(MemoryLayout<UInt64>.size)
    guard getsockopt(descriptor, SOL_SOCKET, SO_COOKIE, &number, &size) == 0, size == 8 else { return nil }
  }
}
