public import PluginAPI

/// The ABI this library was built for.
@_cdecl("seqd_plugin_abi")
public func seqdPluginABI() -> Int32 { pluginABI }

/// Hands the plugin to the daemon.
@_cdecl("seqd_plugin_make")
public func seqdPluginMake() -> UnsafeMutableRawPointer { PluginBox(PredictionPlugin()).retainedPointer() }

/// Draws handwriting as it would go on, without a text (Graves 2013, section 4).
public struct PredictionPlugin: TaskPlugin {
  public let descriptor = predictionDescriptor

  public init() {}

  /// Refuses models of another kind, prime ink that cannot be read, and pages without room.
  public func check(_ request: ItemRequest, model: PluginModel) throws(RequestError) {
    _ = try DrawingPlan(request, model)
  }

  public func begin(_ request: ItemRequest, model: PluginModel) throws(RequestError) -> any ItemProcess {
    DrawingProcess(try DrawingPlan(request, model))
  }
}
