import Foundation
import Quantities
import Seam
import Strategies
import Testing

@Suite("Every engine is described once, and in every list")
struct CatalogueTests {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources/Strategies")

  /// The types of the sources that conform to a protocol.
  private static func types(conformingTo name: String) throws -> Set<String> {
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    let pattern = try Regex(
      "struct ([A-Za-z0-9]+)(<[^>]*>)?: \(name)\\b", as: (Substring, Substring, Substring?).self)
    return Set(
      try files.filter { $0.pathExtension == "swift" }.flatMap { file in
        try String(contentsOf: file, encoding: .utf8).matches(of: pattern).map { String($0.1) }
      })
  }

  private static func name(of value: Any) -> String {
    String("\(type(of: value))".prefix { $0 != "<" })
  }

  @Test("an engine that is written but not listed is found")
  func complete() throws {
    let engines = try Self.types(conformingTo: "PreCopyEngine")
    #expect(engines.count > 5)
    #expect(engines == Set(Engines.preCopy.map { Self.name(of: $0.engine()) }))
    #expect(
      Set(Engines.preCopy.compactMap { QemuRelease(rawValue: $0.name) })
        == Set(QemuRelease.allCases))
    let movers = try Self.types(conformingTo: "DiskMover")
    #expect(movers.count > 3)
    #expect(movers == Set(Engines.disks.map { Self.name(of: $0.engine()) }))
    let strategies = try Self.types(conformingTo: "Strategy")
    #expect(strategies.count > 5)
    #expect(
      strategies == Set(Engines.strategies.flatMap { $0.examples().map(Self.name) }))
  }

  @Test("results know an engine by the name that chooses it", arguments: Engines.preCopy)
  func names(descriptor: PreCopyDescriptor) {
    #expect(descriptor.engine().name == descriptor.name)
    #expect(!descriptor.source.isEmpty)
    #expect(Engines.preCopy.count { $0.name == descriptor.name } == 1)
  }

  @Test("what is set is what the engine then has, and a default that is set changes nothing")
  func settings() {
    let textbook = Textbook(downtimeLimit: Seconds(2), maximumRounds: 7)
    let given: Settings = ["downtimeLimit": .time(Seconds(2)), "maximumRounds": .count(7)]
    #expect(Engines.preCopy("textbook")?.engine(given) as? Textbook == textbook)
    for descriptor in Engines.preCopy {
      var defaults = Settings()
      for field in descriptor.form.fields { defaults[field.key] = field.standard }
      let areEqual = Self.areEqual(descriptor.engine(defaults), descriptor.engine())
      #expect(areEqual, "\(descriptor.name)")
    }
  }

  private static func areEqual<Engine: PreCopyEngine>(_ a: Engine, _ b: any PreCopyEngine) -> Bool {
    a == b as? Engine
  }
}
