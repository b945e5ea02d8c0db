import Logging
import Wire

extension Commands {
  func hello(_ request: Request.Hello, from user: Identity) -> Reply {
    logger.debug("hello", metadata: ["client": "\(request.client)", "user": "\(user.name)"])
    let limits = configuration.limits
    return .welcome(
      Reply.Welcome(
        server: "seqd", version: Daemon.version, protocol: Int(ProtocolVersion.current),
        limits: Reply.Limits(
          frameBytes: limits.messageBytes, itemsPerJob: limits.itemsPerJob, textLength: limits.textLength),
        user: user.name, isOperator: user.isOperator))
  }
}
