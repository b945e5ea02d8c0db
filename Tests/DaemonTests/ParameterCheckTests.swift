import PluginAPI
import Testing

@testable import Daemon

@Suite struct ParameterCheckTests {
  private static let task = TaskDescriptor(
    name: "paint", summary: "", text: .none, formats: ["png"],
    parameters: [
      ParameterDescriptor(
        name: "bias", kind: .number, help: "", defaultValue: .number(0.5), minimum: 0, maximum: 5),
      ParameterDescriptor(name: "lines", kind: .integer, help: "", minimum: 1),
      ParameterDescriptor(name: "colour", kind: .string, help: "", choices: ["black", "blue"]),
      ParameterDescriptor(name: "frame", kind: .boolean, help: "", defaultValue: .boolean(false)),
      ParameterDescriptor(name: "ink-width", kind: .number, help: "", maximum: 3, unit: "mm"),
      ParameterDescriptor(name: "prime", kind: .file, help: ""),
    ])

  @Test func defaultsAreFilledAndSilentOnesStayAbsent() throws {
    #expect(
      try ParameterCheck.complete([:], for: Self.task) == ["bias": .number(0.5), "frame": .boolean(false)])
  }

  @Test func wholeNumbersServeAsNumbersAndTheOtherWayRound() throws {
    let complete = try ParameterCheck.complete(["bias": .integer(2), "lines": .number(3)], for: Self.task)
    #expect(complete["bias"] == .number(2))
    #expect(complete["lines"] == .integer(3))
  }

  @Test(arguments: [
    ("size", ParameterValue.integer(1), "paint has no parameter 'size'; it has bias, lines, colour, frame"),
    ("bias", .number(7.5), "bias is 7.5, but must be from 0 to 5"),
    ("bias", .integer(-1), "bias is -1, but must be from 0 to 5"),
    ("bias", .string("much"), "bias is 'much', but must be a number"),
    ("bias", .number(.nan), "but must be a number"),
    ("lines", .integer(0), "lines is 0, but must be 1 or more"),
    ("lines", .number(1.5), "lines is 1.5, but must be a whole number"),
    ("colour", .string("red"), "colour is 'red', but must be one of black, blue"),
    ("frame", .integer(1), "frame is 1, but must be true or false"),
    ("ink-width", .number(4), "ink-width is 4, but must be at most 3 mm"),
    ("prime", .boolean(true), "prime is true, but must be the content of a file"),
  ])
  func aWrongParameterIsNamedWithWhatIsAllowed(name: String, value: ParameterValue, message: String) throws {
    let error = try #require(throws: RequestError.self) { try ParameterCheck.complete([name: value], for: Self.task) }
    #expect(error.message.contains(message), "\(error)")
  }

  @Test func longTextsAreCutInMessages() throws {
    let error = try #require(throws: RequestError.self) {
      try ParameterCheck.complete(["colour": .string(String(repeating: "x", count: 5000))], for: Self.task)
    }
    #expect(error.message.count < 200)
  }

  @Test func aDescriptorThatContradictsItselfIsFound() {
    var task = Self.task
    #expect(DescriptorCheck.fault(in: task) == nil)
    task.parameters[0].defaultValue = .number(9)
    #expect(DescriptorCheck.fault(in: task)?.contains("default") == true)
    task.parameters[0].name = "../x"
    #expect(DescriptorCheck.fault(in: task)?.contains("'../x'") == true)
    task = Self.task
    task.parameters.append(task.parameters[0])
    #expect(DescriptorCheck.fault(in: task)?.contains("twice") == true)
    task = Self.task
    task.parameters[0].name = "seed"
    #expect(DescriptorCheck.fault(in: task)?.contains("every task") == true)
    task = Self.task
    task.formats = ["a/b"]
    #expect(DescriptorCheck.fault(in: task)?.contains("a/b") == true)
    task.formats = []
    #expect(DescriptorCheck.fault(in: task) != nil)
    task = Self.task
    task.name = ""
    #expect(DescriptorCheck.fault(in: task) != nil)
  }

  @Test func fieldsAreAnObjectOfTexts() throws {
    let fields = ParameterDescriptor(name: "field", kind: .fields, help: "")
    #expect(try ParameterCheck.checked(.string("{\"a\":\"b\"}"), by: fields) == .string("{\"a\":\"b\"}"))
    for wrong in ["{\"a\":1}", "[]", "a"] {
      #expect(throws: RequestError.self) { try ParameterCheck.checked(.string(wrong), by: fields) }
    }
  }

  @Test func aTaskThatScoresMustSayWhat() {
    var task = Self.task
    let ink = ParameterDescriptor(name: "ink", kind: .file, help: "")
    task.score = ScoreDescriptor(text: .required)
    #expect(DescriptorCheck.fault(in: task) == nil)
    task.score = ScoreDescriptor(text: .none, input: "ink", parameters: [ink])
    #expect(DescriptorCheck.fault(in: task) == nil)
    task.score = ScoreDescriptor(text: .optional)
    #expect(DescriptorCheck.fault(in: task)?.contains("neither a text nor a parameter") == true)
    task.score = ScoreDescriptor(text: .none, input: "other", parameters: [ink])
    #expect(DescriptorCheck.fault(in: task)?.contains("'other'") == true)
    task.score = ScoreDescriptor(text: .none, input: "ink", parameters: [ink, ink])
    #expect(DescriptorCheck.fault(in: task)?.contains("twice") == true)
    task.score = ScoreDescriptor(
      text: .required, parameters: [ParameterDescriptor(name: "whole", kind: .boolean, help: "")])
    #expect(DescriptorCheck.fault(in: task)?.contains("every task") == true)
  }

  @Test func anOperationHasParametersOfItsOwn() throws {
    var task = Self.task
    #expect(task.view(of: .score) == nil && task.view(of: .generate) == task)
    task.score = ScoreDescriptor(
      text: .required,
      parameters: [ParameterDescriptor(name: "floor", kind: .number, help: "", defaultValue: .number(1))])
    let view = try #require(task.view(of: .score))
    #expect(view.formats == ["json"] && view.text == .required)
    #expect(try ParameterCheck.complete([:], for: view) == ["floor": .number(1)])
    #expect(throws: RequestError.self) { try ParameterCheck.complete(["bias": .number(1)], for: view) }
  }

  @Test("A request that gives nothing has the defaults of its operation, one that gives something is checked")
  func completing() throws {
    var task = Self.task
    task.score = ScoreDescriptor(
      text: .required,
      parameters: [ParameterDescriptor(name: "weight", kind: .number, help: "", defaultValue: .number(1))])
    let entry = PluginHost.Entry(plugin: Silent(descriptor: task), descriptor: task, file: "f")
    #expect(try entry.complete([:], of: .generate, for: task) == ["bias": .number(0.5), "frame": .boolean(false)])
    let score = try #require(task.view(of: .score))
    #expect(try entry.complete([:], of: .score, for: score) == ["weight": .number(1)])
    #expect(try entry.complete(["weight": .integer(2)], of: .score, for: score) == ["weight": .number(2)])
    #expect(throws: RequestError.self) { try entry.complete(["bias": .number(9)], of: .generate, for: task) }
  }

  private struct Silent: TaskPlugin {
    var descriptor: TaskDescriptor

    func check(_ request: ItemRequest, model: PluginModel) throws(RequestError) {}

    func begin(_ request: ItemRequest, model: PluginModel) throws(RequestError) -> any ItemProcess {
      throw RequestError("nothing is said")
    }
  }
}
