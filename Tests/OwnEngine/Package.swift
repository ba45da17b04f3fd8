// swift-tools-version: 6.2
import PackageDescription

// A package outside of Apus that adds an engine and a placement to it, and runs them.
let package = Package(
  name: "own-engine",
  dependencies: [.package(name: "apus", path: "../..")],
  targets: [
    .executableTarget(
      name: "OwnEngine",
      dependencies: ["Quantities", "Kernel", "Seam", "Datacenter", "Strategies", "Orchestration"]
        .map {
          .product(name: $0, package: "apus")
        })
  ])
