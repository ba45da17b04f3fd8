import Datacenter
import Kernel
import Orchestration
import Quantities
import Testing

@testable import Experiment

@Suite("Failures end as they do with QEMU")
struct FailureTests {
  /// How a case ended.
  private struct Ending {
    var runsOn: String
    /// Milliseconds.
    var stop: Double?
    var resume: Double?
    var outage: Double?
    var total: Double?
    var stall: Double
  }

  /// Runs a scenario for 20 s, the migration's end or not.
  private func end(of text: String) throws -> Ending {
    let plan = Plan(try Scenario(parsing: text, file: "failure.json"))
    var simulation = Simulation(of: plan.fleet(arm: plan.arms[0], replication: 1))
    simulation.runToTheEnd(until: Instant(20))
    simulation.run(until: Instant(20))
    var fleet = simulation.model
    let record = try #require(fleet.record(of: 0))
    let vm = fleet.world.vms[0]
    let host = vm.isRunning && vm.primary.state != .lost ? vm.primary.host : nil
    let outage = record.downtime ?? (record.paused > .zero ? record.paused : nil)
    return Ending(
      runsOn: host.map { $0 == record.source ? "source" : "destination" } ?? "nowhere",
      stop: record.stoppedAt.map { $0.secondsSinceStart * 1000 },
      resume: record.resumedAt.map { $0.secondsSinceStart * 1000 },
      outage: outage.map { $0.value * 1000 }, total: record.totalTime.map { $0.value * 1000 },
      stall: record.resumedAt.map {
        stall(of: fleet.guestViews(at: Instant(20)), since: $0, late: record.downtime ?? .zero)
      } ?? 0)
  }

  /// The longest between two signs of life of the guest, in milliseconds. At each tick of its clock it does
  /// all writes that are due by then, and once 50 ms have passed it gives a sign. Writes that are late are
  /// caught up in no time where no page is missing.
  ///
  /// - Parameter late: how long the VM had stood still when it ran again.
  private func stall(of views: [GuestView], since start: Instant, late: Seconds) -> Double {
    var longest = 0.0
    var (done, due) = (0.0, late.value)
    var last = start.secondsSinceStart
    for span in views.first?.spans ?? [] where span.started >= start {
      let (work, time) = (span.books.work.value, span.books.time.value)
      let now = span.started.secondsSinceStart + time
      let isCaughtUp = work >= 0.99 * time
      done += work
      guard done >= due || isCaughtUp, now - last >= 0.0499 else { continue }
      longest = max(longest, now - last)
      last = now
      due = now - start.secondsSinceStart + late.value
      if isCaughtUp { done = due }
    }
    return longest * 1000
  }

  @Test("who runs the VM, and how long it was out, row by row", arguments: FailureCase.all)
  func row(_ row: FailureCase) throws {
    let sound = try end(of: row.scenario(at: nil))
    let ending = try end(
      of: row.scenario(at: row.moment(stop: sound.stop, resume: sound.resume)))
    #expect(ending.runsOn == row.text("runs_on"))
    func compare(_ found: Double?, _ column: String) throws {
      guard let measured = row.number(column) else { return }
      let found = try #require(found, "\(column) is \(measured) ms")
      #expect(
        abs(found - measured) <= max(100, 0.1 * measured),
        "\(column): \(found) ms, measured \(measured)")
    }
    try compare(ending.outage, "outage_ms")
    if ending.runsOn == "destination" {
      try compare(ending.stall, "guest_stall_dst_ms")
    }
    if row.text("completed") == "1" { try compare(ending.total, "total_ms") }
  }

  @Test("all rows are there") func rows() { #expect(FailureCase.all.count == 36) }
}
