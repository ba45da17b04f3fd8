import Datacenter
import Foundation
import Orchestration
import Strategies
import Testing

@Suite("A migration is a transaction")
struct FailureTableTests {
  static let file = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources/Datacenter/Datacenter.docc/FailureTable.md")

  /// xl's failure table, row by row, in our own words.
  static func fate(
    of fault: String, _ stage: Stage.Kind, _ part: Fault.Part, isCold: Bool, isPostCopy: Bool
  ) -> Fate {
    enum Phase { case running, suspended, gone, split, over }
    let phase: Phase =
      switch (stage, part) {
      case (.preMigration, _), (.reservation, _), (.iterativePreCopy, _): .running
      case (.stopAndCopy, .start): .running
      case (.stopAndCopy, _), (.commitment, .start), (.commitment, .middle): .suspended
      case (.commitment, .end), (.activation, .start), (.activation, .middle): .gone
      case (.activation, .end) where isPostCopy: .split
      case (.postCopy, .start), (.postCopy, .middle): .split
      default: .over
      }
    return switch (fault, phase) {
    // Before the guest is suspended: it keeps running at the source.
    case ("source lost", .suspended) where isCold: .offOnA
    case ("source lost", .running), ("source lost", .suspended): .lost
    case ("report lost", .running), ("report lost", .suspended): .inDoubt
    case (_, .running): .onA
    // After it, and before the go-ahead: resumed at the source. It has suspended, so it does not hang.
    case ("guest hangs", .suspended): .onB
    case (_, .suspended): .resumedOnA
    // After the go-ahead: a reported failure is undone, silence leaves doubt, the source is not needed.
    case ("destination refuses", .gone): .resumedOnA
    case ("link down", .gone), ("destination lost", .gone), ("report lost", .gone): .inDoubt
    // What is left behind at the source is needed, in post-copy and only there.
    case ("source lost", .gone) where isPostCopy: .lost
    case (_, .gone): .onB
    case ("source lost", .split), ("destination lost", .split): .lost
    case ("link down", .split): .waitsOnB
    case (_, .split): .onB
    // All is over, and a host that dies takes its VMs along.
    case ("destination lost", .over): .lost
    case (_, .over): .onB
    }
  }

  @Test(
    "every fault in every stage ends as in xl's failure table",
    arguments: FaultyMove.strategies.map(\.name))
  func table(name: String) throws {
    let (_, strategy, movesDisks) = try #require(FaultyMove.strategies.first { $0.name == name })
    let hasPreCopy = !["stop-and-copy", "cold", "post-copy"].contains(name)
    let isPostCopy = FailureTable.isPostCopy(strategy)
    let isCold = strategy is ColdMigration || name.hasPrefix("warm")
    let table = FailureTable(strategy, movesDisks: movesDisks)
    for ((stage, part), row) in zip(table.parts, table.rows) {
      for (fault, fate) in zip(FailureTable.faults, row) {
        let expected =
          stage == .iterativePreCopy && !hasPreCopy
          ? Fate.noSuchStage
          : Self.fate(
            of: fault.name, stage, part, isCold: isCold, isPostCopy: isPostCopy)
        #expect(fate == expected, "\(fault.name) at the \(part) of \(stage)")
      }
    }
  }

  @Test("the table in the documentation is what the simulator does")
  func document() throws {
    let document = FailureTable.document()
    if ProcessInfo.processInfo.environment["APUS_WRITE_TABLES"] != nil {
      try document.write(to: Self.file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: Self.file, encoding: .utf8) == document)
  }
}
