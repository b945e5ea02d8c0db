import FoundationEssentials

/// Frames from messages and messages from frames; no bytes whatever make it trap.
///
/// A message is three frames: the header (`SEQD` and the version's byte), the request id (eight bytes) and a JSON body.
/// A request of type `model-part` and replies of type `chunk` and `model-chunk` have a fourth, their payload.
public enum Codec {
  /// What the daemon makes of frames that came in.
  public enum Incoming: Sendable, Equatable {
    /// A request, validated.
    case request(Request, id: RequestID)
    /// Nothing that can be carried out; these frames tell the client why.
    case refused([[UInt8]], WireError.Code)
    /// Nothing that shows how to answer.
    case ignored
  }

  /// A reply as it came in.
  public struct Answer: Sendable, Equatable {
    public var id: RequestID
    public var reply: Reply
    /// Empty but with `chunk` and `model-chunk`.
    public var payload: [UInt8]

    public init(id: RequestID, reply: Reply, payload: [UInt8]) {
      self.id = id
      self.reply = reply
      self.payload = payload
    }
  }

  /// The frames of a request.
  /// - Throws: what `Request.validate` throws, and `invalidRequest` for a number that JSON does not have.
  public static func frames(of request: Request, id: RequestID) throws(WireError) -> [[UInt8]] {
    try request.validate()
    let frames = [ProtocolVersion.header(), id.frame, try JSONBody.encode(request)]
    return request.payload.map { frames + [$0] } ?? frames
  }

  /// The frames of a reply; `payload` is sent with `chunk` and `model-chunk` only.
  public static func frames(of reply: Reply, id: RequestID, payload: [UInt8] = []) -> [[UInt8]] {
    let head = [ProtocolVersion.header(), id.frame]
    do {
      let body = if let plain = PlainAnswer.body(of: reply) { plain } else { try JSONBody.encode(reply) }
      return reply.kind.hasPayload ? head + [body, payload] : head + [body]
    } catch {
      let plain = #"{"code":"internal","message":"the daemon could not put its answer into words","type":"error"}"#
      return head + [Array(plain.utf8)]
    }
  }

  /// Reads what a client sent, without the routing frame that a ROUTER puts in front.
  public static func receive(_ frames: [[UInt8]]) -> Incoming {
    guard frames.count >= 2, let version = ProtocolVersion.version(of: frames[0]) else { return .ignored }
    guard version == ProtocolVersion.current else {
      // A reply would be taken for a request by a peer that is a daemon itself; nobody answers version 0.
      guard version != ProtocolVersion.universal else { return .ignored }
      return .refused(mismatch(version, id: frames[1]), .versionMismatch)
    }
    guard let id = RequestID(frames[1]) else { return .ignored }
    do throws(WireError) {
      guard (3...Bounds.frames).contains(frames.count) else { throw miscounted(frames.count, expected: 3) }
      var request = try request(in: frames[2])
      let expected = request.payload == nil ? 3 : 4
      guard frames.count == expected else { throw miscounted(frames.count, expected: expected) }
      if expected == 4 { request.payload = frames[3] }
      try request.validate()
      return .request(request, id: id)
    } catch {
      return .refused(Self.frames(of: .error(error), id: id), error.code)
    }
  }

  private static func request(in body: [UInt8]) throws(WireError) -> Request {
    if let plain = PlainSubmission.request(body) { return plain }
    return try JSONBody.decode(Request.self, from: body)
  }

  /// Reads what the daemon sent.
  /// - Throws: `versionMismatch` when the daemon refused our version or answers in another one, `invalidRequest` when
  ///   the frames are no reply.
  public static func answer(_ frames: [[UInt8]]) throws(WireError) -> Answer {
    guard frames.count >= 3, let version = ProtocolVersion.version(of: frames[0]), let id = RequestID(frames[1]) else {
      throw WireError(.invalidRequest, "the answer is not of this protocol", advice: "is the socket that of seqd?")
    }
    guard version == ProtocolVersion.current || version == ProtocolVersion.universal else {
      throw WireError(
        .versionMismatch,
        "the daemon speaks version \(version) of the protocol, this client version \(ProtocolVersion.current)",
        advice: "use the client that came with the daemon")
    }
    let reply = try JSONBody.decode(Reply.self, from: frames[2])
    guard frames.count == (reply.kind.hasPayload ? 4 : 3) else {
      throw WireError(.invalidRequest, "the answer '\(reply.kind.rawValue)' has \(frames.count) frames")
    }
    return Answer(id: id, reply: reply, payload: frames.count == 4 ? frames[3] : [])
  }

  private static func miscounted(_ count: Int, expected: Int) -> WireError {
    WireError(
      .invalidRequest, "the message has \(count) frames where \(expected) are expected",
      advice: expected == 3 ? "send header, request id and JSON body" : "send header, request id, JSON body and bytes")
  }

  /// The refusal of a version, in the form that clients of every version read: version 0, the second frame as it came,
  /// and an error with the list of versions.
  private static func mismatch(_ version: UInt8, id: [UInt8]) -> [[UInt8]] {
    let error = WireError(
      .versionMismatch,
      "the request is of version \(version) of the protocol, the daemon speaks version \(ProtocolVersion.current)",
      advice: "use the client that came with the daemon", versions: [Int(ProtocolVersion.current)])
    let body = Self.frames(of: .error(error), id: RequestID(0))[2]
    return [ProtocolVersion.header(ProtocolVersion.universal), Array(id.prefix(Bounds.nameBytes)), body]
  }
}
