import Foundation

/// A command that ran to its end.
struct Command {
  var status: Int32
  var output: [UInt8]
  var errors: String

  var text: String { String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines) }

  /// Runs a program and waits for it; its output goes through files, so that no full pipe can hold it up.
  static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:], input: String? = nil
  ) throws -> Command {
    let folder = TemporaryFolder()
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    for name in ["out", "err"] { try Data().write(to: URL(filePath: folder.path + "/" + name)) }
    process.standardOutput = FileHandle(forWritingAtPath: folder.path + "/out")
    process.standardError = FileHandle(forWritingAtPath: folder.path + "/err")
    try (input ?? "").write(toFile: folder.path + "/in", atomically: false, encoding: .utf8)
    process.standardInput = FileHandle(forReadingAtPath: folder.path + "/in")
    try process.run()
    process.waitUntilExit()
    let output = try Data(contentsOf: URL(filePath: folder.path + "/out"))
    let errors = try Data(contentsOf: URL(filePath: folder.path + "/err"))
    return Command(
      status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      output: Array(output), errors: String(decoding: errors, as: UTF8.self))
  }
}
