import Generation
import Glibc
import Networks
import PluginAPI
import Testing

/// A handwriting plugin as the daemon gets it: from the library that was built beside the tests.
func handwritingPlugin(_ name: String) throws -> any TaskPlugin {
  var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
  let count = readlink("/proc/self/exe", &bytes, bytes.count - 1)
  try #require(count > 0)
  let executable = String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  let folder = String(executable[..<(try #require(executable.lastIndex(of: "/")))])
  let library = try #require(
    dlopen("\(folder)/lib\(name).so", RTLD_NOW | RTLD_LOCAL), "lib\(name).so cannot be loaded from \(folder)")
  let version = try #require(dlsym(library, "seqd_plugin_abi"))
  #expect(unsafeBitCast(version, to: (@convention(c) () -> Int32).self)() == pluginABI)
  let make = try #require(dlsym(library, "seqd_plugin_make"))
  let pointer = unsafeBitCast(make, to: (@convention(c) () -> UnsafeMutableRawPointer).self)()
  return Unmanaged<PluginBox>.fromOpaque(pointer).takeRetainedValue().plugin
}

extension ModelPackage {
  /// A network that scribbles: its window goes on by a tenth of a character at each step, its pen by random offsets to
  /// the right, lifted now and then. So every text is visited and ended, as by a trained network.
  static func scribbler(alphabet: String?, speed: Float = 0.1, resources: [String: [UInt8]] = [:]) -> ModelPackage {
    let symbols = alphabet.map { ["\u{FFFD}"] + $0.map(String.init) } ?? []
    let architecture = Architecture(
      input: .ink, layers: [Architecture.Layer(cells: 4)],
      window: alphabet.map { _ in Architecture.Window(components: 1, symbols: symbols.count) },
      head: .mixtureDensity(components: 1))
    var tensors: [String: [Float]] = [:]
    for parameter in architecture.parameters { tensors[parameter.name] = Array(repeating: 0, count: parameter.count) }
    if alphabet != nil { tensors["window.bias"] = [0, 0, Logarithms.natural(speed)] }
    // ê, π̂, μ̂x, μ̂y, σ̂x, σ̂y, ρ̂: one point in eight lifts the pen.
    tensors["head.bias"] = [Logarithms.natural(7), 0, 0.4, 0, 0, 2, 0]
    let description = ModelDescription(
      name: "scribbler", task: alphabet == nil ? "handwriting-prediction" : "handwriting-synthesis",
      summary: "Scribbles.", architecture: architecture, alphabet: symbols,
      normalisation: InkNormalisation(meanX: 8, meanY: 0, deviationX: 40, deviationY: 36))
    return ModelPackage(description: description, tensors: tensors, resources: resources)
  }

  /// With a digest that, as a real one, differs where the styles or the reader do.
  var pluginModel: PluginModel {
    let styles = String(decoding: resources["styles.json"] ?? [], as: UTF8.self)
    let reader = resources["reader.safetensors"].map { " and of \($0.count) bytes" } ?? ""
    return PluginModel(description: description, digest: "digest of \(styles)\(reader)", resources: resources)
  }
}

private enum Logarithms {
  static func natural(_ value: Float) -> Float { logf(value) }
}

extension TaskPlugin {
  /// A request with the task's defaults where nothing is given.
  func request(
    _ text: String = "", format: String = "json", seed: UInt64 = 7, _ given: [String: ParameterValue] = [:]
  ) -> ItemRequest {
    var parameters = given
    for parameter in descriptor.parameters where parameters[parameter.name] == nil {
      parameters[parameter.name] = parameter.defaultValue
    }
    return ItemRequest(text: text, format: format, parameters: parameters, seed: seed)
  }

  /// Carries one item through, with an engine of its own.
  func carryOut(
    _ request: ItemRequest, _ package: ModelPackage
  ) async throws -> (artifact: Artifact, remarks: [String], stages: [[SequenceRequest]]) {
    try check(request, model: package.pluginModel)
    let engine = Engine(threads: 1)
    defer { engine.stop() }
    let loaded = try LoadedModel(package)
    var process = try begin(request, model: package.pluginModel)
    var finished: [FinishedSequence] = []
    var stages: [[SequenceRequest]] = []
    while true {
      switch try process.advance(finished) {
      case .done(let artifact, let remarks): return (artifact, remarks, stages)
      case .generate(let sequences):
        stages.append(sequences)
        finished = []
        for sequence in sequences { finished.append(try await engine.generate(sequence, with: loaded)) }
      }
    }
  }

  /// The sentence a request is refused with; nil when it is accepted.
  func refusal(_ request: ItemRequest, _ package: ModelPackage) -> String? {
    do {
      try check(request, model: package.pluginModel)
      return nil
    } catch {
      return error.message
    }
  }
}
