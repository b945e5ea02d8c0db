import PluginAPI

/// Draws handwriting as it would go on, without a text (Graves 2013, section 4).
struct PredictionPlugin: TaskPlugin {
  let descriptor = predictionDescriptor

  /// Refuses models of another kind, prime ink that cannot be read, and pages without room.
  func check(_ request: ItemRequest, model: PluginModel) throws(RequestError) {
    _ = try DrawingPlan(request, model)
  }

  func begin(_ request: ItemRequest, model: PluginModel) throws(RequestError) -> any ItemProcess {
    DrawingProcess(try DrawingPlan(request, model))
  }
}
