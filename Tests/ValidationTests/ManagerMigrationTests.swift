import Datacenter
import Foundation
import Kernel
import Orchestration
import Quantities
import Testing

@testable import Experiment

@Suite("Migrations end under managers as they do with QEMU")
struct ManagerMigrationTests {
  /// How one run of a case ended.
  struct Ending {
    var status: String
    var attempts: Int
    /// Milliseconds.
    var elapsed: Double
    var outage: Double?
    var limit: Double
    var postCopy: Double?
  }

  /// The endings of a case in all replications.
  static func endings(of row: ManagerCase) throws -> [Ending] {
    let plan = Plan(try Scenario(parsing: row.scenario, file: "\(row.name).json"))
    return (1...plan.scenario.replications).map { replication in
      var simulation = Simulation(of: plan.fleet(arm: plan.arms[0], replication: replication))
      let end = simulation.runToTheEnd(until: Instant(plan.scenario.until.value))
      let fleet = simulation.model
      let attempts = fleet.moveRecords[0].attempts
      let records = attempts.map { fleet.world.record(of: $0.migration) }
      let last = records[records.count - 1]
      let limits = attempts.flatMap(\.deeds).compactMap { record -> Seconds? in
        guard case .say(.setDowntimeLimit(let limit)) = record.deed.act, record.answer == .heard
        else { return nil }
        return limit
      }
      let served =
        last.stages.first { $0.stage == .postCopy } == nil ? nil : last.commands.first?.at
      return Ending(
        status: last.outcome == .migrated
          ? "completed" : last.outcome == .failed(.cancelled) ? "cancelled" : "failed",
        attempts: attempts.count,
        elapsed: ((last.ended ?? end) - records[0].started).value * 1000,
        outage: last.downtime.map { $0.value * 1000 },
        limit: limits.last.map { $0.value * 1000 } ?? row.number("downtime_limit_start_ms")!,
        postCopy: served.map { ($0 - records[0].started).value * 1000 })
    }
  }

  static func quantile(_ values: [Double], _ rank: Double) -> Double {
    let sorted = values.sorted()
    return sorted[Int((Double(sorted.count - 1) * rank).rounded())]
  }

  @Test(
    "which step it ends at, whether it ends, how long it takes and is out",
    arguments: ManagerCase.all)
  func row(_ row: ManagerCase) throws {
    let endings = try Self.endings(of: row)
    let elapsed = endings.map(\.elapsed)
    let outage = endings.compactMap(\.outage)
    if ProcessInfo.processInfo.environment["APUS_TELL"] != nil {
      print(
        row.name, "elapsed", Self.quantile(elapsed, 0.05), Self.quantile(elapsed, 0.5),
        Self.quantile(elapsed, 0.95), "measured", row.runs.map { $0["elapsed_ms"] ?? "" },
        "outage", outage.isEmpty ? -1 : Self.quantile(outage, 0.5),
        row.runs.map { $0["outage_ms"] ?? "" },
        "limit", Set(endings.map(\.limit)), row.text("downtime_limit_end_ms"), "postcopy",
        endings[0].postCopy ?? -1, "attempts", Set(endings.map(\.attempts)))
    }
    #expect(Set(endings.map(\.status)) == [row.text("status")])
    #expect(Set(endings.map(\.attempts)) == [Int(row.number("attempts")!)])
    let limits = Dictionary(grouping: endings.map(\.limit)) { $0 }
    let usual = limits.max { $0.value.count < $1.value.count }!.key
    // These two end where a round leaves as much as the next one sends, to 2 %. The measured guests,
    // emulated ones, dirty 17 +- 3 pages fewer in a round than uniform writes at their rate would (of
    // 810), and sockets take pages in bursts. Neither is modelled.
    withKnownIssue {
      compare(row, endings, elapsed: elapsed, outage: outage, usual: usual)
    } when: {
      ["nova-3s", "pve"].contains { row.name.contains($0) }
    }
  }

  private func compare(
    _ row: ManagerCase, _ endings: [Ending], elapsed: [Double], outage: [Double], usual: Double
  ) {
    #expect(usual == row.number("downtime_limit_end_ms"))
    if let start = row.median("postcopy_start_ms") {
      let found = Self.quantile(endings.compactMap(\.postCopy), 0.5)
      #expect(abs(found - start) <= 10)
    }
    // Proxmox's looks and QEMU's passes drift past each other: single runs differ by a second.
    if row.text("manager") == "pve" {
      for run in row.runs {
        let measured = Double(run["elapsed_ms"]!)!
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
