import Foundation
import Testing
import Wire

/// The daemon with a socket that somebody else has opened, as systemd does for seqd.socket.
@Suite(.serialized) struct SocketActivationTests {
  private let folder = TemporaryFolder()
  private var socket: String { folder.path + "/s" }

  private func listeningSocket() throws -> OpenFile {
    let descriptor = Foundation.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    let file = OpenFile(descriptor: descriptor)
    var address = UnixAddress(socket)
    try #require(address.with { bind(descriptor, $0, $1) } == 0 && listen(descriptor, 64) == 0)
    return file
  }

  /// Starts a daemon that has the socket as its third descriptor.
  private func start(with listening: OpenFile, log: OpenFile, notices: Notices) throws -> Child {
    try Child(
      "/bin/sh",
      [
        "-c", "exec 3<&0 0</dev/null; export LISTEN_PID=$$ LISTEN_FDS=1; exec \"$@\"", "sh", Products.seqd,
        "--socket", folder.path + "/configured", "--state", folder.path + "/state", "--models", folder.path,
        "--plugins",
        try Products.pluginFolder.get(),
      ], environment: ["NOTIFY_SOCKET": notices.path], input: listening.descriptor, errors: log.descriptor)
  }

  private func logFile() throws -> OpenFile { try OpenFile(folder.path + "/log", O_WRONLY | O_CREAT | O_APPEND) }

  @Test func whoConnectsWhileTheDaemonIsDownIsServedOnceItIsThere() throws {
    let listening = try listeningSocket()
    let notices = try Notices(path: folder.path + "/notify")
    let log = try logFile()
    let early = try RawClient(at: socket)
    try early.send(Codec.frames(of: .hello(.init(client: "test")), id: RequestID(1)))
    #expect(try early.receive(milliseconds: 100) == nil)
    let daemon = try start(with: listening, log: log, notices: notices)
    defer { daemon.send(SIGKILL) }
    #expect(try Codec.answer(try #require(try early.receive())).reply.kind == .challenge)
    #expect(notices.next() == "READY=1")
    daemon.send(SIGTERM)
    #expect(daemon.wait() == 0)
    #expect(notices.next() == "STOPPING=1")

    #expect(FileManager.default.fileExists(atPath: socket), "the socket is not the daemon's to remove")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/configured"), "systemd's takes its place")
    let next = try start(with: listening, log: log, notices: notices)
    defer {
      next.send(SIGKILL)
      next.wait()
    }
    #expect(notices.next() == "READY=1")
    let status = try Command.run(Products.seqctl, ["status"], environment: ["SEQD_SOCKET": socket])
    #expect(status.status == 0, "\(status.errors)")
  }

  @Test func whatDoesNotListenIsRefused() throws {
    let file = try OpenFile(folder.path + "/file", O_RDWR | O_CREAT)
    let daemon = try start(
      with: file, log: try logFile(), notices: try Notices(path: folder.path + "/notify"))
    #expect(daemon.wait() == 1)
    let log = try String(contentsOfFile: folder.path + "/log", encoding: .utf8)
    #expect(log.contains("no listening Unix socket"), "\(log)")
  }
}
