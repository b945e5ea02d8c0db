/// The source of a plugin that is not part of the project: built by the tests as a stranger would build one, with
/// parameters that daemon and client have never heard of.
enum TallyPlugin {
  static let source = """
    import Generation
    import Glibc
    import Networks
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
          ],
          score: ScoreDescriptor(
            text: .required,
            parameters: [
              ParameterDescriptor(
                name: "weight", kind: .number, help: "what a letter counts", defaultValue: .number(1), minimum: 0,
                maximum: 10)
            ]))
      }

      func check(_ request: ItemRequest, model: PluginModel) throws(RequestError) {
        if request.text.contains("?") { throw RequestError("a tally answers no questions; leave out the ?") }
      }

      func begin(_ request: ItemRequest, model: PluginModel) throws(RequestError) -> any ItemProcess {
        TallyProcess(request: request, description: model.description)
      }
    }

    struct TallyProcess: ItemProcess {
      let request: ItemRequest
      let description: ModelDescription

      var alphabet: [String] { description.alphabet }

      var length: Int {
        guard case .integer(let length)? = request.parameters["length"] else { return 1 }
        return length
      }
      var estimatedSteps: Int { 2 * length }

      mutating func advance(_ finished: [FinishedSequence]) throws(RequestError) -> Stage {
        if request.parameters["crash"] == .boolean(true) { abort() }
        if request.operation == .score { return try score(finished) }
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

    extension TallyProcess {
      /// Letters outside of the alphabet stand for its first.
      func score(_ finished: [FinishedSequence]) throws(RequestError) -> Stage {
        let symbols = request.text.map { alphabet.firstIndex(of: String($0)) ?? 0 }
        guard let sampler = finished.first?.sampler as? ScoringSampler else {
          return .generate(
            [SequenceRequest(seed: 0, sampler: ScoringSampler(symbols: symbols), maximumSteps: symbols.count)])
        }
        let model = PluginModel(description: description, digest: "of the tally")
        let report = ScoreReport(
          task: "tally", model: model,
          sums: ["nats": sampler.nats, "pebbles": Double(symbols.count) * (request.number("weight") ?? 1)],
          ratios: [.init("natsPerPebble", title: "nats/pebble", .mean, of: "nats", per: "pebbles")])
        return .done(try report.artifact(), remarks: [])
      }
    }

    @_cdecl("seqd_plugin_abi") public func abi() -> Int32 { pluginABI }
    @_cdecl("seqd_plugin_make") public func make() -> UnsafeMutableRawPointer { PluginBox(Tally()).retainedPointer() }
    """
}

/// A second one, which declares nothing but a name: it cannot score.
enum HushPlugin {
  static let source = """
    import PluginAPI

    struct Hush: TaskPlugin {
      let descriptor = TaskDescriptor(
        name: "hush", summary: "Says nothing.", text: .optional, formats: ["txt"], parameters: [])
      func check(_ request: ItemRequest, model: PluginModel) throws(RequestError) {}
      func begin(_ request: ItemRequest, model: PluginModel) throws(RequestError) -> any ItemProcess {
        throw RequestError("nothing is said")
      }
    }

    @_cdecl("seqd_plugin_abi") public func abi() -> Int32 { pluginABI }
    @_cdecl("seqd_plugin_make") public func make() -> UnsafeMutableRawPointer { PluginBox(Hush()).retainedPointer() }
    """
}
