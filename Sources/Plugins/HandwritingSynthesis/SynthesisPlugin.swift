import PluginAPI

/// Writes a given text by hand (Graves 2013, section 5).
struct SynthesisPlugin: TaskPlugin {
  let descriptor = synthesisDescriptor

  /// Refuses models of another kind, texts that are empty, too long or hold characters the model cannot write, styles
  /// that do not exist, prime ink that cannot be read, and pages or pictures without room.
  ///
  /// Of a letter that is filled from data, only what all rows have in common is looked at: one row that cannot be written
  /// shall not stop the others, and says so when its turn comes.
  func check(_ request: ItemRequest, model: PluginModel) throws(RequestError) {
    if request.operation == .generate, request.string("template") != nil, request.string("field") != nil {
      try WritingPlan.checkLetter(request, model)
    } else {
      _ = try begin(request, model: model)
    }
  }

  func begin(_ request: ItemRequest, model: PluginModel) throws(RequestError) -> any ItemProcess {
    switch request.operation {
    case .generate: WritingProcess(try WritingPlan(request, model))
    case .score: try scoreProcess(request, model)
    }
  }

  func parameters(for model: PluginModel) -> [ParameterDescriptor] {
    guard let styles = try? StyleSheet.of(model) else { return descriptor.parameters }
    return descriptor.parameters.map { parameter in
      guard parameter.name == "style" else { return parameter }
      var parameter = parameter
      parameter.choices = styles.styles.map(\.name) + ["none"]
      parameter.choiceHelp = styles.styles.map { $0.summary ?? "" } + ["a hand drawn from the seed"]
      parameter.defaultValue = styles.default.map(ParameterValue.string)
      return parameter
    }
  }
}
