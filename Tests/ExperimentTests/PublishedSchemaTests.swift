import Foundation
import Testing

@testable import Experiment

@Suite("The published schema")
struct PublishedSchemaTests {
  @Test("is the one that the loader describes: apus schema > scenario.schema.json")
  func published() throws {
    let folder = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let file = folder.appending(path: "Sources/Experiment/Experiment.docc/scenario.schema.json")
    #expect(try String(decoding: Data(contentsOf: file), as: UTF8.self) == Scenario.schema + "\n")
  }
}
