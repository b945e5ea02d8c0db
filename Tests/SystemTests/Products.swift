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

  /// A folder with the tally plugin, built once against the modules and the library that seqd uses.
  static let pluginFolder = Result { () throws -> String in
    let folder = outside
    atexit { Products.outside.remove() }
    let source = folder.path + "/Tally.swift"
    try TallyPlugin.source.write(toFile: source, atomically: true, encoding: .utf8)
    try FileManager.default.createDirectory(atPath: folder.path + "/plugins", withIntermediateDirectories: false)
    let outcome = try Command.run(
      "/usr/bin/env",
      [
        "swiftc", "-swift-version", "6", "-parse-as-library", "-emit-library", "-module-name", "Tally", source,
        "-o", folder.path + "/plugins/libTally.so", "-I", Products.folder + "/Modules",
        "-Xcc", "-fmodule-map-file=\(Products.folder)/CKernels.build/module.modulemap",
        "-L", Products.folder, "-lSequenceKit", "-Xlinker", "-rpath", "-Xlinker", Products.folder,
      ])
    guard outcome.status == 0 else { throw Unbuilt(log: outcome.errors) }
    return folder.path + "/plugins"
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
