import Foundation

/// A program of the project, as it was built beside the tests.
struct Program {
  var name: String

  struct Outcome {
    var status: Int32
    var output: String
  }

  /// Folder of the test runner, which has the programs and the compiled modules too.
  static let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

  /// Runs it to its end; standard output and standard error together.
  func run(_ arguments: [String]) throws -> Outcome {
    let process = Process()
    process.executableURL = name.contains("/") ? URL(filePath: name) : Self.folder.appending(path: name)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    // Waiting in a run loop, as `waitUntilExit` does, has been seen never to end beside many others.
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
    ended.wait()
    return Outcome(status: process.terminationStatus, output: String(decoding: bytes, as: UTF8.self))
  }
}
