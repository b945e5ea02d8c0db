import Logging
import Networks
import PluginAPI
import Wire

extension Commands {
  func modelImport(_ request: Request.ModelImport, for user: Identity) async throws(WireError) -> Reply {
    try require(operator: user, to: "import models")
    let files = request.files.map { Uploads.File(name: $0.name, size: $0.size) }
    try await uploading { () throws(UploadRefusal) in try uploads.begin(request.upload, files: files) }
    return .upload(
      Reply.Upload(
        upload: request.upload, partBytes: min(Bounds.chunkBytes, configuration.limits.messageBytes)))
  }

  func modelPart(_ request: Request.ModelPart, for user: Identity) async throws(WireError) -> Reply {
    try require(operator: user, to: "import models")
    let received = try await uploading { () throws(UploadRefusal) in
      try uploads.write(request.bytes, of: request.file, in: request.upload, at: request.offset)
    }
    return .part(Reply.Part(upload: request.upload, file: request.file, received: received))
  }

  /// Looks at the model once, however often the client asks while it waits.
  func modelCommit(_ request: Request.ModelCommit, for user: Identity) async throws(WireError) -> Reply {
    try require(operator: user, to: "import models")
    let outcome = try await uploading { () throws(UploadRefusal) in
      try uploads.complete(request.upload) { folder in
        Task { await takeIn(folder) }
      }
    }
    switch await outcome.value {
    case .failure(let refusal): throw WireError(refusal)
    case .success(let imported):
      let entries = await work.run { models.refresh() }
      guard let entry = entries.first(where: { $0.name == imported.name }) else {
        throw Self.unknownModel(imported.name)
      }
      var remarks = imported.remarks
      if let task = entry.description?.task, plugins[task] == nil {
        remarks.append("no plugin serves the task \(task), so there is nothing to be asked of it yet")
      }
      return .imported(
        Reply.Imported(info: info(entry, among: entries), replaced: imported.replaced, remarks: remarks))
    }
  }

  /// Makes a package of the files that came and lets it take its name.
  private func takeIn(_ folder: String) async -> Result<ImportedModel, UploadRefusal> {
    let result = await modelWork.run { () -> Result<ImportedModel, UploadRefusal> in
      let package: PackageIntake.Package
      do throws(DaemonError) {
        package = try PackageIntake(folder: folder, memory: models.memory).run()
      } catch {
        FileSystem.removeFolder(folder)
        return .failure(.invalid(error.message))
      }
      do throws(DaemonError) {
        return .success(try models.install(package, from: folder))
      } catch {
        FileSystem.removeFolder(folder)
        return .failure(.failed(error.message))
      }
    }
    switch result {
    case .failure(let refusal):
      logger.warning("model refused", metadata: ["reason": "\(WireError(refusal).message)"])
    case .success(let imported):
      logger.info("model imported", metadata: ["model": "\(imported.name)", "digest": "\(imported.digest)"])
      await collectModels()
    }
    return result
  }

  private func uploading<Value: Sendable>(
    _ body: @Sendable @escaping () throws(UploadRefusal) -> Value
  ) async throws(WireError) -> Value {
    do {
      return try await work.run(body)
    } catch {
      throw WireError(error)
    }
  }

  /// Removes packages that nobody needs any more; what stays for now is only a waste of room.
  func collectModels() async {
    let before = models.acceptedSoFar
    do {
      let needed = try await store.modelsInUse()
      await work.run { models.collect(needed: needed, since: before) }
    } catch {
      logger.warning("old models are kept for now", metadata: ["reason": "\(error)"])
    }
  }
}
