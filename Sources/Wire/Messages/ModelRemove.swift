extension Request {
  /// Removes an imported model.
  public struct ModelRemove: Codable, Sendable, Equatable {
    public var name: String

    public init(name: String) { self.name = name }
  }
}

extension Reply {
  /// The answer to `model-remove`.
  public struct ModelRemoved: Codable, Sendable, Equatable {
    public var name: String
    public var digest: String?
    /// The model's task, where its package could be read.
    public var task: String?
    /// What requests for the task that name no model get now.
    public var defaultModel: String?
    /// What follows from it: another model of the same name shows again, an activation has ended.
    public var remarks: [String]

    public init(name: String, digest: String?, task: String?, defaultModel: String?, remarks: [String]) {
      self.name = name
      self.digest = digest
      self.task = task
      self.defaultModel = defaultModel
      self.remarks = remarks
    }
  }
}
