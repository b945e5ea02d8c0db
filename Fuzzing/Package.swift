// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

/// Counts the edges that an input reaches, and checks every access to memory.
let instrumented = ["-sanitize=fuzzer,address"]
let fuzzed = strict + [.unsafeFlags(instrumented)]

/// A program whose main is libFuzzer's. It is C since SwiftPM gives a program in Swift a main of its own.
func fuzzer(_ name: String) -> Target {
  .executableTarget(name: name, dependencies: ["Properties"], linkerSettings: [.unsafeFlags(instrumented)])
}

// Feeds what libFuzzer makes up to the code that reads what others sent. Wire and ZMQ are links to the daemon's own
// sources: they have to be compiled with the instrumentation, and are products of nobody.
let package = Package(
  name: "Fuzzing",
  targets: [
    .systemLibrary(name: "CZMQ"),
    .target(name: "Wire", swiftSettings: fuzzed),
    .target(name: "ZMQ", dependencies: ["CZMQ"], swiftSettings: fuzzed),
    .target(name: "Properties", dependencies: ["Wire", "ZMQ"], swiftSettings: fuzzed),
    fuzzer("fuzz-requests"), fuzzer("fuzz-answers"), fuzzer("fuzz-receipts"), fuzzer("fuzz-keys"),
  ]
)
