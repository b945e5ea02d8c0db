import PluginAPI

/// Writes a given text by hand (Graves 2013, section 5).
struct SynthesisPlugin: TaskPlugin {
  let descriptor = synthesisDescriptor

  /// Refuses models of another kind, texts that are empty, too long or hold characters the model cannot write, styles
  /// that do not exist, prime ink that cannot be read, and pages or pictures without room.
  func check(_ request: ItemRequest, model: PluginModel) throws(RequestError) {
    _ = try begin(request, model: model)
  }

  func begin(_ request: ItemRequest, model: PluginModel) throws(RequestError) -> any ItemProcess {
    switch request.operation {
    case .generate: WritingProcess(try WritingPlan(request, model))
    case .score: try scoreProcess(request, model)
    }
  }
}
