import Foundation
import Testing

@testable import Evidence

@Suite("Migrations end under managers as they do with QEMU")
struct ManagerMigrationTests {
  static func quantile(_ values: [Double], _ rank: Double) -> Double {
    let sorted = values.sorted()
    return sorted[Int((Double(sorted.count - 1) * rank).rounded())]
  }

  @Test(
    "which step it ends at, whether it ends, how long it takes and is out",
    arguments: ManagerCase.all)
  func row(_ row: ManagerCase) throws {
    let endings = try ManagerEnding.all(of: row)
    let elapsed = endings.map(\.elapsed)
    let outage = endings.compactMap(\.outage)
    if ProcessInfo.processInfo.environment["APUS_TELL"] != nil {
      print(
        row.name, "elapsed", Self.quantile(elapsed, 0.05), Self.quantile(elapsed, 0.5),
        Self.quantile(elapsed, 0.95), "measured", row.runs.map { $0.text("elapsed_ms") },
        "outage", outage.isEmpty ? -1 : Self.quantile(outage, 0.5),
        row.runs.map { $0.text("outage_ms") },
        "limit", Set(endings.map(\.limit)), row.text("downtime_limit_end_ms"), "postcopy",
        endings[0].postCopy ?? -1, "attempts", Set(endings.map(\.attempts)))
    }
    #expect(Set(endings.map(\.status)) == [row.text("status")])
    #expect(Set(endings.map(\.attempts)) == [Int(row.number("attempts")!)])
    compare(row, endings, elapsed: elapsed, outage: outage, usual: endings.usualLimit)
  }

  private func compare(
    _ row: ManagerCase, _ endings: [ManagerEnding], elapsed: [Double], outage: [Double],
    usual: Double
  ) {
    #expect(usual == row.number("downtime_limit_end_ms"))
    if let start = row.median("postcopy_start_ms") {
      let found = Self.quantile(endings.compactMap(\.postCopy), 0.5)
      #expect(abs(found - start) <= 10)
    }
    // Proxmox's looks and QEMU's passes drift past each other: single runs differ by a second.
    if row.text("manager") == "pve" {
      for run in row.runs {
        let measured = run.number("elapsed_ms")
        #expect(measured >= Self.quantile(elapsed, 0.05))
        #expect(measured <= Self.quantile(elapsed, 0.95))
      }
    } else if let measured = row.median("elapsed_ms") {
      let found = Self.quantile(elapsed, 0.5)
      #expect(abs(found - measured) <= 0.03 * measured, "\(found) ms, measured \(measured)")
    }
    if let measured = row.median("outage_ms") {
      let found = Self.quantile(outage, 0.5)
      #expect(abs(found - measured) <= 30, "\(found) ms, measured \(measured)")
    }
  }

  @Test("there are ten cases")
  func count() { #expect(ManagerCase.all.count == 10) }
}
