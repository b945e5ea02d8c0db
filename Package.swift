// swift-tools-version: 6.2
import PackageDescription

/// One list of settings for every Swift target of the project.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

/// `make sanitize` sets SEQD_UNDEFINED: our own C is then checked for undefined behaviour, in the form that traps and
/// needs no library; that of other packages is theirs.
let checked: [String] =
  Context.environment["SEQD_UNDEFINED"] == nil ? [] : ["-fsanitize=undefined", "-fsanitize-trap=undefined"]

let sequenceKit: Target.Dependency = .product(name: "SequenceKit", package: "SequenceKit")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

/// A plugin is a dynamic library of its own, found by the daemon at run time and linked by nobody.
func plugin(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(
    name: name, dependencies: [sequenceKit] + dependencies, path: "Sources/Plugins/\(name)", swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, path: "Tests/\(name)", exclude: exclude, swiftSettings: strict)
}

let package = Package(
  name: "seqd",
  products: [
    .executable(name: "seqd", targets: ["seqd"]),
    .executable(name: "seqctl", targets: ["seqctl"]),
    .executable(name: "seqtrain", targets: ["seqtrain"]),
    .library(name: "CharacterText", type: .dynamic, targets: ["CharacterText"]),
    .library(name: "WordText", type: .dynamic, targets: ["WordText"]),
    .library(name: "HandwritingPrediction", type: .dynamic, targets: ["HandwritingPrediction"]),
    .library(name: "HandwritingSynthesis", type: .dynamic, targets: ["HandwritingSynthesis"]),
  ],
  dependencies: [
    .package(path: "Sources/SequenceKit"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    .systemLibrary(name: "CCairo", path: "Sources/CCairo"),
    .systemLibrary(name: "CZMQ", path: "Sources/CZMQ"),
    .systemLibrary(name: "CArchive", path: "Sources/CArchive"),
    .systemLibrary(name: "CMalloc", path: "Sources/CMalloc"),
    .systemLibrary(name: "CZlib", path: "Sources/CZlib"),

    .target(
      name: "TOMLFile", dependencies: [.product(name: "TOMLKit", package: "TOMLKit")], path: "Sources/TOMLFile",
      swiftSettings: strict),
    .target(name: "Wire", path: "Sources/Wire", swiftSettings: strict),
    .target(name: "ZMQ", dependencies: ["CZMQ"], path: "Sources/ZMQ", swiftSettings: strict),
    .target(name: "Ink", dependencies: ["CCairo", "CZlib"], path: "Sources/Ink", swiftSettings: strict),

    .target(
      name: "Recognition", dependencies: [sequenceKit, "Ink"], path: "Sources/Recognition", swiftSettings: strict),

    plugin("CharacterText", []),
    plugin("WordText", []),
    plugin("HandwritingPrediction", ["Ink"]),
    plugin("HandwritingSynthesis", ["Ink", "Recognition", "TOMLFile"]),

    .target(
      name: "CCrash", path: "Sources/CCrash", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"] + checked)]),
    .target(
      name: "Daemon",
      dependencies: [
        sequenceKit, "Wire", "ZMQ", "CMalloc", "CCrash", "TOMLFile",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "TOMLKit", package: "TOMLKit"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      path: "Sources/Daemon", swiftSettings: strict),

    .target(
      name: "CTraining", path: "Sources/CTraining",
      cSettings: [.unsafeFlags(["-O3", "-Wall", "-Werror", "-fno-math-errno"] + checked)],
      linkerSettings: [.linkedLibrary("dnnl"), .linkedLibrary("gomp")]),
    .target(
      name: "Training",
      dependencies: [
        sequenceKit, "Ink", "Recognition", "TOMLFile", "CTraining", "CArchive",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      path: "Sources/Training", swiftSettings: strict),

    .executableTarget(
      name: "seqd", dependencies: ["Daemon", argumentParser], path: "Sources/seqd", swiftSettings: strict),
    .executableTarget(
      name: "seqctl", dependencies: ["Wire", "ZMQ", "CZlib", argumentParser], path: "Sources/seqctl",
      swiftSettings: strict),
    .executableTarget(
      name: "seqtrain", dependencies: ["Training", argumentParser], path: "Sources/seqtrain", swiftSettings: strict),

    tests("KernelsTests", [sequenceKit]),
    tests("NetworksTests", [sequenceKit], exclude: ["Fixtures"]),
    tests("GenerationTests", [sequenceKit]),
    tests("InkTests", ["Ink", "CCairo"]),
    tests("RecognitionTests", ["Recognition", "Ink", sequenceKit], exclude: ["Fixtures"]),
    tests("HandwritingTests", ["Ink", "Recognition", sequenceKit]),
    tests("TextPluginTests", [sequenceKit]),
    tests("TrainingTests", ["Training", "CTraining", "CArchive", "Ink", sequenceKit], exclude: ["Fixtures"]),
    tests("TOMLFileTests", ["TOMLFile"]),
    tests("WireTests", ["Wire"]),
    tests("ZMQTests", ["ZMQ", "CZMQ"]),
    tests("SeqctlTests", ["seqctl", "Wire", "ZMQ", "Ink", "CZlib"], exclude: ["Fixtures"]),
    tests(
      "DaemonTests",
      [
        "Daemon", "Wire", "ZMQ", sequenceKit,
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ]),
    tests(
      "SystemTests",
      ["Wire", "ZMQ", "Ink", "Recognition", sequenceKit, .product(name: "Crypto", package: "swift-crypto")]),
    tests("HouseTests", []),
  ],
  cLanguageStandard: .c17
)
