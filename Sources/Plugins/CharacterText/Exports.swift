import PluginAPI

@_cdecl("seqd_plugin_abi")
public func pluginABIVersion() -> Int32 { pluginABI }

@_cdecl("seqd_plugin_make")
public func makePlugin() -> UnsafeMutableRawPointer { PluginBox(CharacterText()).retainedPointer() }
