import PluginAPI

@_cdecl("seqd_plugin_abi")
func pluginABIVersion() -> Int32 { pluginABI }

@_cdecl("seqd_plugin_make")
func makePlugin() -> UnsafeMutableRawPointer { PluginBox(PredictionPlugin()).retainedPointer() }
