import Foundation

/// What the build has made, beside the running tests.
enum Products {
  /// The folder of seqd, seqctl and the libraries.
  static let folder: String = {
    let candidates = ["/proc/self/exe"] + CommandLine.arguments
    let folders = candidates.map {
      URL(filePath: $0).resolvingSymlinksInPath().deletingLastPathComponent().path(percentEncoded: false)
    }
    let found = folders.first { FileManager.default.isExecutableFile(atPath: $0 + "/seqd") }
    return (found ?? folders[0]).trimmingSuffix("/")
  }()

  static var seqd: String { folder + "/seqd" }
  static var seqctl: String { folder + "/seqctl" }

  /// A folder with the plugins from outside, built once against the modules and the library that seqd uses.
  static let pluginFolder = Result { () throws -> String in
    let folder = outside
    atexit { Products.outside.remove() }
    try FileManager.default.createDirectory(atPath: folder.path + "/plugins", withIntermediateDirectories: false)
    for (module, source) in [("Tally", TallyPlugin.source), ("Hush", HushPlugin.source)] {
      try build(module, source, in: folder.path)
    }
    return folder.path + "/plugins"
  }

  private static func build(_ module: String, _ text: String, in folder: String) throws {
    let source = "\(folder)/\(module).swift"
    try text.write(toFile: source, atomically: true, encoding: .utf8)
    let outcome = try Command.run(
      "/usr/bin/env",
      [
        "swiftc", "-swift-version", "6", "-parse-as-library", "-emit-library", "-module-name", module, source,
        "-o", "\(folder)/plugins/lib\(module).so", "-I", Products.folder + "/Modules",
        "-Xcc", "-fmodule-map-file=\(Products.folder)/CKernels.build/module.modulemap",
        "-L", Products.folder, "-lSequenceKit", "-Xlinker", "-rpath", "-Xlinker", Products.folder,
      ])
    guard outcome.status == 0 else { throw Unbuilt(log: outcome.errors) }
  }

  struct Unbuilt: Error { var log: String }

  /// Where the stranger works; there until the tests end.
  private static let outside = TemporaryFolder()
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
