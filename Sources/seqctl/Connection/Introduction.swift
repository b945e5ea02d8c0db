import Wire
import ZMQ

/// Tells the daemon who is there: at the beginning, and again whenever another process answers, since a daemon that was
/// started anew knows nobody.
enum Introduction {
  /// The request id of every `hello`.
  static let id = RequestID(0)

  enum Progress {
    /// The answer has nothing to do with it.
    case unrelated
    case underWay
    /// The daemon knows who is there; what it did not answer before has to be asked again.
    case complete(Reply.Welcome)
  }

  /// The first message to a daemon.
  static func frames() throws(Failure) -> [[UInt8]] { try frames(nonce: nil) }

  /// Takes the next step, if the answer asks for one.
  static func proceed(with answer: Codec.Answer, on socket: borrowing Socket) throws(Failure) -> Progress {
    switch answer.reply {
    case .error(let error) where error.code == .unknownClient:
      try send(try frames(nonce: nil), on: socket)
      return .underWay
    case .challenge(let challenge) where answer.id == id:
      try send(try frames(nonce: challenge.nonce), on: socket)
      return .underWay
    case .welcome(let welcome) where answer.id == id: return .complete(welcome)
    case .error(let error) where answer.id == id: throw Failure(error)
    default: return .unrelated
    }
  }

  private static func frames(nonce: String?) throws(Failure) -> [[UInt8]] {
    do {
      return try Codec.frames(of: .hello(.init(client: "seqctl \(Release.version)", nonce: nonce)), id: id)
    } catch {
      throw Failure(error)
    }
  }

  private static func send(_ frames: [[UInt8]], on socket: borrowing Socket) throws(Failure) {
    do {
      _ = try socket.send(frames)
    } catch {
      throw Failure(error)
    }
  }
}
