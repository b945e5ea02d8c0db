public import PluginAPI

import Networks

/// The ABI this library was built for.
@_cdecl("seqd_plugin_abi")
public func seqdPluginABI() -> Int32 { pluginABI }

/// Hands the plugin to the daemon.
@_cdecl("seqd_plugin_make")
public func seqdPluginMake() -> UnsafeMutableRawPointer { PluginBox(SynthesisPlugin()).retainedPointer() }

/// Writes a given text by hand (Graves 2013, section 5).
public struct SynthesisPlugin: TaskPlugin {
  public let descriptor = synthesisDescriptor

  public init() {}

  /// Refuses models of another kind, texts that are empty, too long or hold characters the model cannot write, styles
  /// that do not exist, prime ink that cannot be read, and pages or pictures without room.
  public func check(_ request: ItemRequest, model: PluginModel) throws(RequestError) {
    _ = try WritingPlan(request, model)
  }

  public func begin(_ request: ItemRequest, model: PluginModel) throws(RequestError) -> any ItemProcess {
    WritingProcess(try WritingPlan(request, model))
  }
}
