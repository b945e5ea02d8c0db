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
    try (input ?? "").write(toFile: folder.path + "/in", atomically: false, encoding: .utf8)
    let standardInput = try OpenFile(folder.path + "/in", O_RDONLY)
    let standardOutput = try OpenFile(folder.path + "/out", O_WRONLY | O_CREAT)
    let standardError = try OpenFile(folder.path + "/err", O_WRONLY | O_CREAT)
    let child = try Child(
      program, arguments, environment: environment, input: standardInput.descriptor,
      output: standardOutput.descriptor, errors: standardError.descriptor)
    let status = child.wait()
    let output = try Data(contentsOf: URL(filePath: folder.path + "/out"))
    let errors = try Data(contentsOf: URL(filePath: folder.path + "/err"))
    return Command(
      status: status, output: Array(output), errors: String(decoding: errors, as: UTF8.self))
  }
}
