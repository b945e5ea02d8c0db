import Networks
import PluginAPI
import Wire

extension Commands {
  /// Lists a package's files, once its digest was compared with them.
  func modelExport(_ request: Request.ModelExport) async throws(WireError) -> Reply {
    let (entry, _) = try await model(named: request.name)
    guard let digest = entry.digest else {
      throw WireError(
        .refused, "the model \(entry.name) cannot be exported: \(entry.fault ?? "it cannot be read")")
    }
    let result = await modelWork.run { () -> Result<[ModelFile], DaemonError> in
      Result { () throws(DaemonError) in
        let found = try PackageDigest(folder: entry.folder).package
        guard found == digest else {
          throw DaemonError(
            "the package \(entry.folder) is damaged: its digest is \(found) where \(digest) is expected")
        }
        return try PackageDigest.files(in: entry.folder).map { name throws(DaemonError) in
          ModelFile(name: name, size: try FileSystem.read("\(entry.folder)/\(name)", from: 0, count: 0).size)
        }
      }
    }
    switch result {
    case .success(let files): return .modelFiles(Reply.ModelFiles(name: entry.name, digest: digest, files: files))
    case .failure(let error): throw WireError(.internal, error.message, advice: "import the model again")
    }
  }

  func modelRead(_ request: Request.ModelRead) async throws(WireError) -> Answer {
    let result = await work.run { () -> Result<(bytes: [UInt8], size: Int), WireError> in
      Result { () throws(WireError) in
        guard let folder = try? models.pinned(request.digest, name: request.digest).entry.folder else {
          throw WireError(
            .unknownModel, "there is no model with the digest '\(request.digest)' any more",
            advice: "export it again by its name")
        }
        guard PackageDigest.files(in: folder).contains(request.file) else {
          throw WireError(.invalidRequest, "the model has no file '\(request.file)'")
        }
        do throws(DaemonError) {
          return try FileSystem.read("\(folder)/\(request.file)", from: request.offset, count: request.length)
        } catch {
          throw WireError(.internal, error.message)
        }
      }
    }
    let (bytes, size) = try result.get()
    return Answer(
      reply: .modelChunk(Reply.ModelChunk(file: request.file, offset: request.offset, size: size)), payload: bytes)
  }
}
