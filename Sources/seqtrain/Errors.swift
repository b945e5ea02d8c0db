import ArgumentParser
import Training

/// Runs a command's body and prints its error as one sentence: exit code 2 for a request that is not valid, 130 for what was
/// stopped, else 1.
func reportingErrors(_ body: () throws -> Void) throws {
  do { try body() } catch { throw reported(error) }
}

/// The same for a body that waits.
func reportingErrors(_ body: () async throws -> Void) async throws {
  do { try await body() } catch { throw reported(error) }
}

private func reported(_ error: any Error) -> ExitCode {
  if let code = error as? ExitCode { return code }
  Terminal.error("seqtrain: \(error)\n")
  return ExitCode(error is InvalidRequest ? 2 : error is Adaptation.Stopped ? 130 : 1)
}
