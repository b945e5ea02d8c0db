// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

// Measures the generation engine without the daemon; decode.py puts other programs beside it.
let package = Package(
  name: "Benchmarks",
  dependencies: [
    .package(name: "SequenceKit", path: "../Sources/SequenceKit"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .target(name: "CPeak", cSettings: [.unsafeFlags(["-O2", "-Wall", "-Werror"])]),
    .executableTarget(
      name: "seqbench",
      dependencies: [
        "CPeak", .product(name: "SequenceKit", package: "SequenceKit"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
  ],
  cLanguageStandard: .c17
)
