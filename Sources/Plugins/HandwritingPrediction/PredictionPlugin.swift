import PluginAPI

/// Draws handwriting as it would go on, without a text (Graves 2013, section 4).
struct PredictionPlugin: TaskPlugin {
  let descriptor = predictionDescriptor

  /// Refuses models of another kind, prime ink that cannot be read, and pages without room.
  func check(_ request: ItemRequest, model: PluginModel) throws(RequestError) {
    _ = try begin(request, model: model)
  }

  func begin(_ request: ItemRequest, model: PluginModel) throws(RequestError) -> any ItemProcess {
    switch request.operation {
    case .generate: DrawingProcess(try DrawingPlan(request, model))
    case .score: try scoreProcess(request, model)
    }
  }
}
