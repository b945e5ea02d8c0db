import ServiceLifecycle
import UnixSignals

/// Ends when a signal asks the daemon to stop; as one of its services it takes the others with it.
struct Termination: Service {
  private let signals: UnixSignalsSequence

  /// From here on the signals do not end the process; one that comes before `run` is not lost.
  init(on signals: [UnixSignal] = [.sigterm, .sigint]) async {
    self.signals = await UnixSignalsSequence(trapping: signals)
  }

  /// Waits for the first of the signals, or for graceful shutdown.
  func run() async throws {
    await cancelWhenGracefulShutdown {
      for await _ in signals { return }
    }
  }
}
