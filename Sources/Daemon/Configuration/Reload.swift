import Logging
import ServiceLifecycle
import UnixSignals

/// Reads the configuration again when SIGHUP asks for it, and takes from it what can change in a running daemon.
final class Reload: Service {
  private let live: LiveConfiguration
  private let read: @Sendable () throws(DaemonError) -> Configuration
  private let logger: Logger
  private let signals: UnixSignalsSequence

  /// From here on SIGHUP does not end the process; one that comes before `run` is not lost.
  init(
    live: LiveConfiguration, read: @escaping @Sendable () throws(DaemonError) -> Configuration, logger: Logger
  ) async {
    self.live = live
    self.read = read
    self.logger = logger
    signals = await UnixSignalsSequence(trapping: .sighup)
  }

  /// Waits for the signal until graceful shutdown.
  func run() async throws {
    await cancelWhenGracefulShutdown { [self] in
      for await _ in signals { reload() }
    }
  }

  /// A configuration that is wrong changes nothing.
  func reload() {
    ServiceManager.notify("RELOADING=1")
    defer { ServiceManager.notify("READY=1") }
    do throws(DaemonError) {
      let waiting = live.replace(with: try read())
      logger.notice("configuration read again")
      if !waiting.isEmpty {
        logger.warning(
          "some of it takes effect with the next start", metadata: ["keys": "\(waiting.joined(separator: " "))"])
      }
    } catch {
      logger.error("the configuration stays as it was", metadata: ["reason": "\(error.message)"])
    }
  }
}
