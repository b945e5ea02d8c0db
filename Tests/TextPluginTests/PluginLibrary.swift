import FoundationEssentials
import Generation
import Glibc
import Networks
import PluginAPI
import Testing

/// A plugin as the daemon gets it: from the library that was built beside the tests.
enum PluginLibrary {
  static func load(_ name: String) throws -> any TaskPlugin {
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
}

extension TaskPlugin {
  /// A request with the task's defaults where nothing is given.
  func request(format: String = "txt", seed: UInt64 = 7, _ given: [String: ParameterValue] = [:]) -> ItemRequest {
    var parameters = given
    for parameter in descriptor.parameters where parameters[parameter.name] == nil {
      parameters[parameter.name] = parameter.defaultValue
    }
    return ItemRequest(text: "", format: format, parameters: parameters, seed: seed)
  }

  /// A request to score a text.
  func scoreRequest(_ text: String) -> ItemRequest {
    ItemRequest(operation: .score, text: text, format: "json", parameters: [:], seed: 0)
  }

  /// Carries one item through, with an engine of its own.
  func artifact(_ request: ItemRequest, _ package: ModelPackage) async throws -> Artifact {
    try await carryOut(request, package).artifact
  }

  /// The report of a text, and the remarks on it.
  func score(_ text: String, _ package: ModelPackage) async throws -> (report: ScoreReport, remarks: [String]) {
    let (artifact, remarks) = try await carryOut(scoreRequest(text), package)
    return (try JSONDecoder().decode(ScoreReport.self, from: Data(artifact.bytes)), remarks)
  }

  /// Carries one item through, with an engine of its own.
  func carryOut(
    _ request: ItemRequest, _ package: ModelPackage
  ) async throws -> (artifact: Artifact, remarks: [String]) {
    let model = PluginModel(description: package.description, digest: "0123abcd", resources: [:])
    try check(request, model: model)
    let engine = Engine(threads: 1)
    defer { engine.stop() }
    let loaded = try LoadedModel(package)
    var process = try begin(request, model: model)
    var finished: [FinishedSequence] = []
    while true {
      switch try process.advance(finished) {
      case .done(let artifact, let remarks): return (artifact, remarks)
      case .generate(let sequences):
        finished = []
        for sequence in sequences { finished.append(try await engine.generate(sequence, with: loaded)) }
      }
    }
  }

  func text(_ request: ItemRequest, _ package: ModelPackage) async throws -> String {
    String(decoding: try await artifact(request, package).bytes, as: UTF8.self)
  }

  /// The sentence a request is refused with; nil when it is accepted.
  func refusal(_ request: ItemRequest, _ description: ModelDescription) -> String? {
    do {
      try check(request, model: PluginModel(description: description, digest: ""))
      return nil
    } catch {
      return error.message
    }
  }
}
