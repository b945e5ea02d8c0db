extension Request {
  /// Announces a model that will be sent file by file: a package, or `model.json` beside a PyTorch state dictionary.
  public struct ModelImport: Codable, Sendable, Equatable {
    /// Chosen by the client, 16 to 64 hexadecimal digits; announcing the same again changes nothing.
    public var upload: String
    /// All of them, none in a folder of its own.
    public var files: [ModelFile]

    public init(upload: String, files: [ModelFile]) {
      self.upload = upload
      self.files = files
    }
  }

  /// Sends a part of one of the files; parts of a file come in order. The bytes are the message's fourth frame.
  public struct ModelPart: Codable, Sendable, Equatable {
    public var upload: String
    public var file: String
    /// Position of the first byte in the file.
    public var offset: Int
    /// At most `Bounds.chunkBytes`; not part of the JSON.
    public var bytes: [UInt8] = []

    public init(upload: String, file: String, offset: Int, bytes: [UInt8]) {
      self.upload = upload
      self.file = file
      self.offset = offset
      self.bytes = bytes
    }

    private enum CodingKeys: String, CodingKey { case upload, file, offset }
  }

  /// Says that all files were sent: the model is looked at, and becomes visible if nothing is wrong with it.
  public struct ModelCommit: Codable, Sendable, Equatable {
    public var upload: String

    public init(upload: String) { self.upload = upload }
  }
}

extension Reply {
  /// The answer to `model-import`.
  public struct Upload: Codable, Sendable, Equatable {
    public var upload: String
    /// Bytes that a part may have.
    public var partBytes: Int

    public init(upload: String, partBytes: Int) {
      self.upload = upload
      self.partBytes = partBytes
    }
  }

  /// The answer to `model-part`.
  public struct Part: Codable, Sendable, Equatable {
    public var upload: String
    public var file: String
    /// Bytes of the file that have arrived.
    public var received: Int

    public init(upload: String, file: String, received: Int) {
      self.upload = upload
      self.file = file
      self.received = received
    }
  }

  /// The answer to `model-commit`: the model is on disk and in use.
  public struct Imported: Codable, Sendable, Equatable {
    public var info: ModelInfo
    /// Digest of the package that had the name before.
    public var replaced: String?
    /// What was done to the model on the way.
    public var remarks: [String]

    public init(info: ModelInfo, replaced: String?, remarks: [String]) {
      self.info = info
      self.replaced = replaced
      self.remarks = remarks
    }
  }
}

/// A file of a model package.
public struct ModelFile: Codable, Sendable, Equatable {
  public var name: String
  /// Its bytes.
  public var size: Int

  public init(name: String, size: Int) {
    self.name = name
    self.size = size
  }
}
