import Glibc
import ZMQ

/// A folder of its own for a test's sockets, removed with the value.
final class SocketFolder {
  let path: String

  init() {
    var template = Array("/tmp/zmq-XXXXXX".utf8CString)
    _ = mkdtemp(&template)
    path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }

  deinit {
    for name in ["a", "b"] { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  func endpoint(_ name: String = "a") throws -> Endpoint { try Endpoint("\(path)/\(name)") }
}

/// Waits for a message, ten minutes at most.
func next(_ socket: borrowing Socket, limit: Int = 8) throws -> [[UInt8]]? {
  for _ in 0..<6000 {
    if let frames = try socket.receive(limit: limit) { return frames }
    _ = try socket.wait(milliseconds: 100)
  }
  return nil
}
