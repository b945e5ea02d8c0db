import Logging
import Wire

extension Commands {
  func hello(_ request: Request.Hello) -> Reply {
    logger.debug("hello", metadata: ["client": "\(request.client)"])
    let limits = configuration.limits
    return .welcome(
      Reply.Welcome(
        server: "seqd", version: Daemon.version, protocol: Int(ProtocolVersion.current),
        limits: Reply.Limits(
          frameBytes: limits.messageBytes, itemsPerJob: limits.itemsPerJob, textLength: limits.textLength)))
  }
}
