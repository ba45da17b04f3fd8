import Foundation
import Testing

@testable import Orchestration

@Suite("Every manager drives every strategy, and is answered")
struct ManagerTableTests {
  static let file = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources/Orchestration/Orchestration.docc/ManagerTable.md")

  @Test("the table in the documentation is what the simulator does")
  func document() throws {
    let document = ManagerTable.document()
    if ProcessInfo.processInfo.environment["APUS_WRITE_TABLES"] != nil {
      try document.write(to: Self.file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: Self.file, encoding: .utf8) == document)
  }
}
