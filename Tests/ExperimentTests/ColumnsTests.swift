import Foundation
import Testing

@testable import Experiment

@Suite("The columns of result files")
struct ColumnsTests {
  @Test("the published page is current: apus columns --markdown > Columns.md")
  func published() throws {
    let folder = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let file = folder.appending(path: "Sources/Experiment/Experiment.docc/Columns.md")
    #expect(try String(decoding: Data(contentsOf: file), as: UTF8.self) == ColumnReference.page)
  }

  @Test("each says what it means in a sentence, in one line", arguments: ExperimentRun.tables)
  func meaning(file: ResultFile) {
    for column in file.columns {
      #expect(column.meaning.hasSuffix("."), "\(column.name)")
      #expect(!column.meaning.contains("\n") && !column.meaning.contains("|"), "\(column.name)")
    }
    #expect(Set(file.columns.map(\.name)).count == file.columns.count)
  }

  @Test("a name ends in the unit, where there is one", arguments: ExperimentRun.tables)
  func units(file: ResultFile) {
    let endings = [
      "s": "_s", "bytes": "_bytes", "bytes/s": "_bytes_per_s", "pages": "_pages", "%": "_percent",
      "cores": "_cores", "core s": "_core_s", "W": "_w",
    ]
    let others = ["1", "text", "unit", "kWh", "VMs", "hosts"]
    for column in file.columns {
      if let ending = endings[column.unit] {
        #expect(column.name.hasSuffix(ending), "\(column.name)")
      } else {
        #expect(others.contains(column.unit), "\(column.name)")
        #expect(!column.name.hasSuffix("_s"), "\(column.name)")
      }
    }
  }

  @Test("apus columns tells one file, or all")
  func text() throws {
    let one = try #require(ColumnReference.text(of: "rounds.csv"))
    #expect(one.hasPrefix("rounds.csv: Each transfer"))
    #expect(one.contains("\n  remaining_bytes   bytes    Pages known"))
    #expect(ColumnReference.text(of: "none.csv") == nil)
    let all = try #require(ColumnReference.text())
    for file in ColumnReference.files { #expect(all.contains("\(file): ")) }
  }
}
