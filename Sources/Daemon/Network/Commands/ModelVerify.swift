import Kernels
import Networks
import PluginAPI
import Wire

extension Commands {
  /// Reads every file of the package again, and generates its golden outputs on every instruction set of the machine.
  func modelVerify(_ request: Request.ModelVerify) async throws(WireError) -> Reply {
    let (entry, _) = try await model(named: request.name)
    let verification = await verifications.run(entry.digest ?? entry.folder) { [models, modelWork] in
      await modelWork.run {
        let verification = PackageVerification(of: entry)
        // Nobody gets a damaged one any more until it has been looked at anew.
        if let digest = entry.digest, verification.fault != nil { models.forget(digest) }
        return verification
      }
    }
    let golden: (Reply.Verified.Golden, [String]) =
      switch verification.golden {
      case .reproduced(let sets): (.reproduced, sets.map(\.rawValue))
      case .missing: (.missing, [])
      case .differs: (.differs, [])
      case nil: (.unchecked, [])
      }
    return .verified(
      Reply.Verified(
        name: entry.name, task: entry.description?.task, digest: verification.digest, files: verification.files,
        bytes: verification.bytes, golden: golden.0, instructionSets: golden.1, fault: verification.fault))
  }
}
