/// The source of a plugin that is not part of the project: built by the tests as a stranger would build one, with
/// parameters that daemon and client have never heard of.
enum TallyPlugin {
  static let source = """
    import Generation
    import Glibc
    import PluginAPI

    struct Tally: TaskPlugin {
      var descriptor: TaskDescriptor {
        TaskDescriptor(
          name: "tally", summary: "Draws symbols.", text: .optional, formats: ["txt", "json"],
          parameters: [
            ParameterDescriptor(
              name: "length", kind: .integer, help: "symbols to draw", defaultValue: .integer(20), minimum: 1,
              maximum: 100_000_000),
            ParameterDescriptor(name: "shout", kind: .boolean, help: "in capitals", defaultValue: .boolean(false)),
            ParameterDescriptor(name: "crash", kind: .boolean, help: "take the process down"),
          ])
      }

      func check(_ request: ItemRequest, model: PluginModel) throws(RequestError) {
        if request.text.contains("?") { throw RequestError("a tally answers no questions; leave out the ?") }
      }

      func begin(_ request: ItemRequest, model: PluginModel) throws(RequestError) -> any ItemProcess {
        TallyProcess(request: request, alphabet: model.description.alphabet)
      }
    }

    struct TallyProcess: ItemProcess {
      let request: ItemRequest
      let alphabet: [String]

      var length: Int {
        guard case .integer(let length)? = request.parameters["length"] else { return 1 }
        return length
      }
      var estimatedSteps: Int { 2 * length }

      mutating func advance(_ finished: [FinishedSequence]) throws(RequestError) -> Stage {
        if request.parameters["crash"] == .boolean(true) { abort() }
        if finished.isEmpty {
          return .generate(
            [0, 1].map { stream in
              SequenceRequest(
                seed: request.seed, stream: stream, sampler: CategoricalSampler(length: length),
                maximumSteps: length + 1)
            })
        }
        var text = request.text + ":"
        for sequence in finished {
          guard let sampler = sequence.sampler as? CategoricalSampler else { throw RequestError("a foreign sampler") }
          text += " " + sampler.symbols.map { alphabet[$0] }.joined()
        }
        if request.parameters["shout"] == .boolean(true) { text = text.uppercased() }
        return .done(Artifact(bytes: Array(text.utf8), format: request.format), remarks: ["drawn"])
      }
    }

    @_cdecl("seqd_plugin_abi") public func abi() -> Int32 { pluginABI }
    @_cdecl("seqd_plugin_make") public func make() -> UnsafeMutableRawPointer { PluginBox(Tally()).retainedPointer() }
    """
}
