// swift-tools-version: 6.2
import PackageDescription

// Layers stand in the order of the house: each imports only what stands above it, and CI refuses an
// upward import (`--explicit-target-dependency-import-check error`).
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// `APUS_STATIC=1` links GSL, zlib and expat into the program; see the article on releases.
let isStatic = Context.environment["APUS_STATIC"] != nil

// What `apus --version` tells of the build.
let build: [CSetting] =
  (Context.environment["APUS_COMMIT"].map { [.define("APUS_COMMIT", to: "\"\($0)\"")] } ?? [])
  + (isStatic ? [.define("APUS_STATIC")] : [])

let package = Package(
  name: "apus",
  // The layers are libraries: Tests/OwnEngine is a package that adds an engine and a placement.
  products: [.executable(name: "apus", targets: ["apus"])]
    + [
      "Quantities", "Randomness", "Kernel", "Seam", "Strategies", "Datacenter", "Consolidation",
      "Orchestration", "Experiment",
    ].map { .library(name: $0, targets: [$0]) },
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    // MARK: Foundations
    .systemLibrary(
      name: "CGSL", pkgConfig: isStatic ? nil : "gsl",
      providers: [.apt(["libgsl-dev", "librandom123-dev"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: isStatic ? nil : "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CExpat", pkgConfig: isStatic ? nil : "expat", providers: [.apt(["libexpat1-dev"])]),
    .target(name: "Quantities", swiftSettings: settings),
    .target(name: "Randomness", dependencies: ["CGSL"], swiftSettings: settings),
    .systemLibrary(name: "CPrefetch"),
    // Several things at a time, and what they share.
    .target(name: "Parallel", swiftSettings: settings),
    .target(name: "Kernel", dependencies: ["Quantities", "CPrefetch"], swiftSettings: settings),
    .target(
      name: "StrictJSON", dependencies: ["Quantities", "Randomness"], swiftSettings: settings),

    // Which values an experiment varies: axes, points, conditions.
    .target(
      name: "Design", dependencies: ["Quantities", "Randomness", "StrictJSON"],
      swiftSettings: settings),

    // MARK: The model: the seam, the two sides that speak over it, who moves when
    .target(name: "Seam", dependencies: ["Quantities", "Randomness"], swiftSettings: settings),
    .target(name: "Strategies", dependencies: ["Quantities", "Seam"], swiftSettings: settings),
    .target(
      name: "Datacenter", dependencies: ["Quantities", "Kernel", "Randomness", "Seam"],
      swiftSettings: settings),
    .target(
      name: "Consolidation", dependencies: ["CZlib", "Quantities", "Randomness"],
      swiftSettings: settings),
    .target(
      name: "Orchestration",
      dependencies: [
        "Quantities", "Kernel", "Randomness", "Datacenter", "Strategies", "Consolidation",
      ],
      swiftSettings: settings),

    // MARK: Scenario in, tables out
    .target(
      name: "Experiment",
      dependencies: [
        "Parallel",
        "Quantities", "Kernel", "Randomness", "StrictJSON", "Design", "Datacenter", "Strategies",
        "Consolidation", "Orchestration",
      ],
      swiftSettings: settings),

    // Questions that take many experiments: plans, rankings, sensitivity, precision.
    .target(
      name: "Studies",
      dependencies: ["Quantities", "Randomness", "StrictJSON", "Design", "Experiment"],
      swiftSettings: settings),

    // MARK: What planners have: files of other systems in, scenarios out
    .target(
      name: "Inventories",
      dependencies: ["CZlib", "CExpat", "Quantities", "Parallel", "StrictJSON", "Experiment"],
      swiftSettings: settings),

    // MARK: Inventory in, predictions out
    .target(
      name: "Prediction",
      dependencies: [
        "Parallel",
        "Quantities", "Kernel", "Randomness", "StrictJSON", "Datacenter", "Strategies",
        "Experiment",
      ],
      swiftSettings: settings),

    // Measurements of many laboratories in, errors out: what tests and the accuracy page read alike.
    .target(
      name: "Evidence",
      dependencies: [
        "Parallel",
        "Quantities", "Kernel", "Randomness", "StrictJSON", "Design", "Datacenter", "Strategies",
        "Orchestration", "Experiment", "Prediction",
      ],
      swiftSettings: settings),

    // MARK: Tables in, figures and pages out
    .target(
      name: "Figures", dependencies: ["Quantities", "StrictJSON", "Randomness", "Experiment"],
      swiftSettings: settings),
    .target(
      name: "Pages",
      dependencies: [
        "Quantities", "StrictJSON", "Randomness", "Experiment", "Figures",
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      swiftSettings: settings),

    // MARK: Texts of the course in, with the numbers of recorded results out
    .target(
      name: "Lessons", dependencies: ["StrictJSON", "Experiment"], exclude: ["Course"],
      swiftSettings: settings),

    // MARK: Programs
    .target(name: "CBuild", cSettings: build),
    .executableTarget(
      name: "apus",
      dependencies: [
        "CBuild", "CGSL", "CZlib", "CExpat", "Quantities", "Randomness", "StrictJSON", "Design",
        "Orchestration", "Experiment", "Studies", "Inventories", "Prediction", "Evidence",
        "Figures",
        "Pages", "Lessons",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings,
      linkerSettings: isStatic
        ? ["gsl", "gslcblas", "z", "expat"].map { .linkedLibrary(":lib\($0).a") } : []),
    // Event queues in C++, which the kernel is measured against.
    .target(name: "Reference"),
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "Reference",
        "Quantities", "Kernel", "Randomness", "Datacenter", "Strategies", "Consolidation",
        "Orchestration", "Experiment", "Prediction",
      ],
      swiftSettings: settings),

    // MARK: Tests
    .target(
      name: "TestSupport", dependencies: ["Quantities", "Datacenter"], path: "Tests/TestSupport",
      swiftSettings: settings),
    // Fleets for tests: small ones to ask about, and random ones in which laws must hold.
    .target(
      name: "FleetSupport",
      dependencies: [
        "Quantities", "Kernel", "Randomness", "Datacenter", "Strategies", "Orchestration",
        "TestSupport",
      ], path: "Tests/FleetSupport", swiftSettings: settings),
    .executableTarget(
      name: "Soak",
      dependencies: ["Quantities", "Kernel", "Orchestration", "Parallel", "FleetSupport"],
      swiftSettings: settings),
    .testTarget(name: "QuantitiesTests", dependencies: ["Quantities"], swiftSettings: settings),
    .testTarget(
      name: "RandomnessTests", dependencies: ["CGSL", "Randomness"], swiftSettings: settings),
    .testTarget(
      name: "KernelTests", dependencies: ["Quantities", "Kernel"], swiftSettings: settings),
    .testTarget(
      name: "StrictJSONTests", dependencies: ["Quantities", "Randomness", "StrictJSON"],
      swiftSettings: settings),
    .testTarget(
      name: "DesignTests", dependencies: ["Randomness", "StrictJSON", "Design"],
      swiftSettings: settings),
    .testTarget(
      name: "DatacenterTests",
      dependencies: ["Quantities", "Kernel", "Randomness", "Datacenter", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "StrategiesTests", dependencies: ["Quantities", "Randomness", "Seam", "Strategies"],
      swiftSettings: settings),
    .testTarget(
      name: "ConsolidationTests", dependencies: ["Quantities", "Consolidation"],
      swiftSettings: settings),
    .testTarget(
      name: "OrchestrationTests",
      dependencies: [
        "Quantities", "Kernel", "Randomness", "Datacenter", "Strategies", "Orchestration",
        "FleetSupport", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "TheoryTests",
      dependencies: [
        "Quantities", "Kernel", "Randomness", "Datacenter", "Strategies", "Orchestration",
        "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "ValidationTests",
      dependencies: [
        "Quantities", "Randomness", "Kernel", "Datacenter", "Strategies", "Orchestration",
        "Experiment", "Prediction", "Evidence", "TestSupport",
      ],
      exclude: ["Data"], swiftSettings: settings),
    .testTarget(
      name: "ExperimentTests",
      dependencies: [
        "Quantities", "Randomness", "Kernel", "StrictJSON", "Seam", "Datacenter", "Strategies",
        "Orchestration", "Experiment",
      ],
      exclude: ["Field"], swiftSettings: settings),
    .testTarget(
      name: "InventoriesTests",
      dependencies: ["Quantities", "StrictJSON", "Experiment", "Inventories"],
      exclude: ["Data"], swiftSettings: settings),
    .testTarget(
      name: "PredictionTests",
      dependencies: [
        "Quantities", "Randomness", "Datacenter", "Strategies", "Experiment", "Prediction",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "FiguresTests", dependencies: ["Experiment", "Figures"], exclude: ["Data"],
      swiftSettings: settings),
    .testTarget(
      name: "PagesTests", dependencies: ["StrictJSON", "Experiment", "Figures", "Pages"],
      swiftSettings: settings),
    .testTarget(
      name: "StudiesTests",
      dependencies: ["Quantities", "Randomness", "Design", "Experiment", "Studies"],
      swiftSettings: settings),
    .testTarget(
      name: "ScenarioTests", dependencies: ["Kernel", "Experiment"], swiftSettings: settings),
    .testTarget(
      name: "ApusTests",
      dependencies: ["Quantities", "StrictJSON", "Experiment", "Prediction", "apus"],
      swiftSettings: settings
    ),
  ],
  swiftLanguageModes: [.v6], cxxLanguageStandard: .cxx20)

// `APUS_FUZZ=1 swift build -c release --product Fuzz` builds the readers for libFuzzer, which sees what
// code each input reaches.
if Context.environment["APUS_FUZZ"] != nil {
  let fuzzed: [SwiftSetting] = [.unsafeFlags(["-sanitize=fuzzer"]), .define("INTERNAL_CHECKS")]
  package.targets.removeAll { $0.isTest }
  for target in package.targets where target.swiftSettings != nil && target.name != "apus" {
    target.swiftSettings! += fuzzed
  }
  package.targets.append(
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "Quantities", "Datacenter", "Orchestration", "Experiment", "Inventories", "Prediction",
      ],
      swiftSettings: settings + fuzzed + [.unsafeFlags(["-parse-as-library"])],
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]))
  package.products = [.executable(name: "Fuzz", targets: ["Fuzz"])]
}

// `APUS_ONLY=StrategiesTests swift test` builds one test target and what it needs: the quick loop of
// whoever works there. Without it, everything is built.
if let only = Context.environment["APUS_ONLY"] {
  var needed: Set<String> = []
  func need(_ name: String) {
    guard let target = package.targets.first(where: { $0.name == name }),
      needed.insert(name).inserted
    else { return }
    for case .byNameItem(let dependency, _) in target.dependencies { need(dependency) }
  }
  need(only)
  if needed.isEmpty { fatalError("there is no target \(only)") }
  package.targets.removeAll { !needed.contains($0.name) }
  if !needed.contains("apus") {
    package.products = []
    package.dependencies = []
  }
}
