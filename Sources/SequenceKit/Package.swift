// swift-tools-version: 6.2
import PackageDescription

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

// One dynamic product: daemon and plugins share these modules, so their types and statics exist once per process.
let package = Package(
  name: "SequenceKit",
  products: [
    .library(
      name: "SequenceKit", type: .dynamic, targets: ["Kernels", "Networks", "Generation", "PluginAPI"])
  ],
  targets: [
    .target(
      name: "CKernels", path: "CKernels",
      cSettings: [.unsafeFlags(["-O2", "-Wall", "-Werror", "-fno-math-errno"] + checked)]),
    .target(name: "Kernels", dependencies: ["CKernels"], path: "Kernels", swiftSettings: strict),
    .target(name: "Networks", dependencies: ["Kernels"], path: "Networks", swiftSettings: strict),
    .target(name: "Generation", dependencies: ["Networks", "Kernels"], path: "Generation", swiftSettings: strict),
    .target(
      name: "PluginAPI", dependencies: ["Generation", "Networks", "Kernels"], path: "PluginAPI", swiftSettings: strict),
  ],
  cLanguageStandard: .c17
)
