public import Generation
public import Networks

/// The ABI that daemon and plugins agree on; raised whenever a type of this module changes.
public let pluginABI: Int32 = 6

/// A task that the daemon serves: it turns a checked request into sequences, and finished sequences into artifacts.
///
/// A plugin touches no thread, socket, file or database. Its dynamic library exports two C functions:
/// `seqd_plugin_abi() -> Int32`, which returns `pluginABI`, and `seqd_plugin_make() -> UnsafeMutableRawPointer`,
/// which returns a retained `PluginBox`.
public protocol TaskPlugin: Sendable {
  /// What the daemon and `seqctl submit TASK --help` know of the task.
  var descriptor: TaskDescriptor { get }
  /// Refuses a request that cannot be carried out; called before the job is accepted, parameters already typed.
  func check(_ request: ItemRequest, model: PluginModel) throws(RequestError)
  /// Starts an item that passed `check`.
  func begin(_ request: ItemRequest, model: PluginModel) throws(RequestError) -> any ItemProcess
  /// The parameters of `generate` with what is known of one model, such as the names that it gives to choose from.
  func parameters(for model: PluginModel) -> [ParameterDescriptor]
}

extension TaskPlugin {
  /// The descriptor's, whatever the model.
  public func parameters(for model: PluginModel) -> [ParameterDescriptor] { descriptor.parameters }
}

/// One item on its way: asked for its next stage again and again until it is done.
public protocol ItemProcess: Sendable {
  /// Steps the item will take in all, as far as can be told now; for progress and time left.
  var estimatedSteps: Int { get }
  /// The first call gets no sequences; each later one gets those of the stage before, in their order.
  mutating func advance(_ finished: [FinishedSequence]) throws(RequestError) -> Stage
  /// What there is of the item so far; nil where there is nothing to look at.
  /// - Parameter growing: the samplers of the running stage's sequences, in their order, with what each has gathered.
  func preview(_ growing: [any Sampler]) -> Preview?
}

extension ItemProcess {
  public func preview(_ growing: [any Sampler]) -> Preview? { nil }
}

public enum Stage: Sendable {
  case generate([SequenceRequest])
  /// The item's artifact, and remarks for the user (e.g. lines drawn again).
  case done(Artifact, remarks: [String])
}

/// A finished result.
public struct Artifact: Sendable {
  public var bytes: [UInt8]
  /// The format's name, also the file suffix: `pdf`, `gcode`, `json`, `txt`.
  public var format: String
  /// Whether the bytes carry the request's receipt. Where they do not, the daemon gives it beside them.
  public var holdsReceipt: Bool

  public init(bytes: [UInt8], format: String, holdsReceipt: Bool = false) {
    self.bytes = bytes
    self.format = format
    self.holdsReceipt = holdsReceipt
  }
}

/// What one item asks for. Equal requests on an equal model give equal bytes.
public struct ItemRequest: Sendable {
  /// What is asked for; only what the descriptor declares.
  public var operation: TaskOperation
  /// The item's text; empty where a task needs none.
  public var text: String
  /// One of the operation's formats.
  public var format: String
  /// Every parameter declared for the operation, defaults filled in.
  public var parameters: [String: ParameterValue]
  public var seed: UInt64
  /// What the artifact is to say of itself; nil where it is to say nothing, not even its text.
  public var receipt: Receipt?

  public init(
    operation: TaskOperation = .generate, text: String, format: String, parameters: [String: ParameterValue],
    seed: UInt64, receipt: Receipt? = nil
  ) {
    self.operation = operation
    self.text = text
    self.format = format
    self.parameters = parameters
    self.seed = seed
    self.receipt = receipt
  }
}

/// What a plugin sees of a model: its description, never its weights.
public struct PluginModel: Sendable {
  public var description: ModelDescription
  /// SHA-256 of the package, lower-case hexadecimal.
  public var digest: String
  /// Further files of the package by name, e.g. `styles.json`.
  public var resources: [String: [UInt8]]

  public init(description: ModelDescription, digest: String, resources: [String: [UInt8]] = [:]) {
    self.description = description
    self.digest = digest
    self.resources = resources
  }
}

/// Why a request is refused: one sentence that says what, where and what to do.
public struct RequestError: Error, Sendable, CustomStringConvertible {
  public var message: String
  public init(_ message: String) { self.message = message }
  public var description: String { message }
}

/// Carries `any TaskPlugin` through the C boundary.
public final class PluginBox: Sendable {
  public let plugin: any TaskPlugin
  public init(_ plugin: any TaskPlugin) { self.plugin = plugin }

  /// What `seqd_plugin_make` returns.
  public func retainedPointer() -> UnsafeMutableRawPointer { Unmanaged.passRetained(self).toOpaque() }
}
