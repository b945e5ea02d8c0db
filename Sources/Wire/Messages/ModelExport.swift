extension Request {
  /// Asks for the files of a model package, in order to copy it.
  public struct ModelExport: Codable, Sendable, Equatable {
    public var name: String

    public init(name: String) { self.name = name }
  }

  /// Asks for a piece of one of the files.
  public struct ModelRead: Codable, Sendable, Equatable {
    /// The package's digest, from the answer to `model-export`: it stays the same package whatever becomes of the name.
    public var digest: String
    public var file: String
    /// First byte wanted.
    public var offset: Int
    /// Bytes wanted, 1 to `Bounds.chunkBytes`; the last piece may have fewer.
    public var length: Int

    public init(digest: String, file: String, offset: Int = 0, length: Int = Bounds.chunkBytes) {
      self.digest = digest
      self.file = file
      self.offset = offset
      self.length = length
    }

    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      digest = try container.decode(String.self, forKey: .digest)
      file = try container.decode(String.self, forKey: .file)
      offset = try container.decodeIfPresent(Int.self, forKey: .offset) ?? 0
      length = try container.decodeIfPresent(Int.self, forKey: .length) ?? Bounds.chunkBytes
    }
  }
}

extension Reply {
  /// The answer to `model-export`: the package was compared with its digest just now.
  public struct ModelFiles: Codable, Sendable, Equatable {
    public var name: String
    public var digest: String
    public var files: [ModelFile]

    public init(name: String, digest: String, files: [ModelFile]) {
      self.name = name
      self.digest = digest
      self.files = files
    }
  }

  /// The answer to `model-read`; the bytes are the message's fourth frame.
  public struct ModelChunk: Codable, Sendable, Equatable {
    public var file: String
    public var offset: Int
    /// Bytes of the whole file.
    public var size: Int

    public init(file: String, offset: Int, size: Int) {
      self.file = file
      self.offset = offset
      self.size = size
    }
  }
}
