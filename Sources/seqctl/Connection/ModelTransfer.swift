import Wire
import ZMQ

extension Connection {
  /// Sends a model part by part and waits until the daemon has looked at it.
  /// - Parameter report: told how far it is.
  mutating func send(
    _ source: PackageSource, report: (TransferBar.Progress) -> Void
  ) throws(Failure) -> Reply.Imported {
    let upload = Self.newKey()
    let announced = try ask(.modelImport(.init(upload: upload, files: source.files)))
    guard case .upload(let room) = announced.reply else { throw Self.unexpected(announced.reply) }
    let partBytes = max(1, min(room.partBytes, Bounds.chunkBytes))
    var sent = 0
    for file in source.files {
      var offset = 0
      while offset < file.size {
        report(.init(what: "sending \(file.name)", done: sent, total: source.size))
        let count = min(partBytes, file.size - offset)
        let bytes = try source.read(file, at: offset, count: count)
        let answer = try ask(.modelPart(.init(upload: upload, file: file.name, offset: offset, bytes: bytes)))
        guard case .part = answer.reply else { throw Self.unexpected(answer.reply) }
        offset += count
        sent += count
      }
    }
    report(.init(what: "the daemon checks the model", done: sent, total: source.size))
    let answer = try ask(.modelCommit(.init(upload: upload)))
    guard case .imported(let imported) = answer.reply else { throw Self.unexpected(answer.reply) }
    return imported
  }

  /// Sends a model with a progress bar on a terminal.
  mutating func give(_ source: PackageSource, isQuiet: Bool) throws(Failure) -> Reply.Imported {
    var bar = TransferBar(isQuiet: isQuiet)
    defer { bar.clear() }
    return try send(source) { bar.draw($0) }
  }

  /// Stores a model as a package, whole or not at all, also after Ctrl-C; with a progress bar on a terminal.
  mutating func store(
    model name: String, in target: PackageTarget, isQuiet: Bool
  ) throws(Failure) -> Reply.ModelFiles {
    let interrupt: InterruptSignal
    do throws(ZMQError) {
      interrupt = try InterruptSignal()
    } catch {
      throw Failure(error)
    }
    self.interrupt = interrupt
    defer { self.interrupt = nil }
    return try store(model: name, in: target, isQuiet: isQuiet) { interrupt.wait(milliseconds: 0) }
  }

  /// - Parameter isInterrupted: asked before each piece.
  mutating func store(
    model name: String, in target: PackageTarget, isQuiet: Bool, isInterrupted: () -> Bool
  ) throws(Failure) -> Reply.ModelFiles {
    var bar = TransferBar(isQuiet: isQuiet)
    defer { bar.clear() }
    do throws(Failure) {
      let files = try receive(model: name, into: target) { progress throws(Failure) in
        bar.draw(progress)
        guard !isInterrupted() else {
          throw Failure(.interrupted, "the model \(name) was not fetched")
        }
      }
      try target.commit()
      return files
    } catch {
      target.discard()
      throw error
    }
  }

  /// Fetches every file of a model.
  /// - Parameter report: told how far it is before each piece; may end it.
  mutating func receive(
    model name: String, into target: PackageTarget, report: (TransferBar.Progress) throws(Failure) -> Void
  ) throws(Failure) -> Reply.ModelFiles {
    let answer = try ask(.modelExport(.init(name: name)))
    guard case .modelFiles(let package) = answer.reply else { throw Self.unexpected(answer.reply) }
    let total = package.files.reduce(0) { $0 + $1.size }
    let pieceBytes = max(1, min(Bounds.chunkBytes, welcome.limits.frameBytes))
    var received = 0
    for file in package.files {
      // A name from the wire becomes a path here; the daemon sends none that leaves the folder.
      guard !file.name.isEmpty, !file.name.hasPrefix("."), !file.name.contains("/") else {
        throw Failure(.failed, "the daemon names a file '\(Terminal.plain(file.name))', which no package can have")
      }
      var offset = 0
      repeat {
        try report(.init(what: "fetching \(file.name)", done: received, total: total))
        let piece = try ask(
          .modelRead(.init(digest: package.digest, file: file.name, offset: offset, length: pieceBytes)))
        guard case .modelChunk(let chunk) = piece.reply else { throw Self.unexpected(piece.reply) }
        guard chunk.size == file.size, !piece.payload.isEmpty || file.size == 0 else {
          throw Failure(.failed, "the file \(file.name) of model \(name) ends after \(offset) of \(file.size) bytes")
        }
        try target.write(piece.payload, of: file.name, at: offset)
        offset += piece.payload.count
        received += piece.payload.count
      } while offset < file.size
    }
    return package
  }

  /// A name for an upload that nobody else takes.
  private static func newKey() -> String {
    (0..<2).map { _ in
      let digits = String(UInt64.random(in: .min ... .max), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
