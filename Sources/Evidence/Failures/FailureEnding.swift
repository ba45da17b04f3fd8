import Datacenter
import Experiment
import Kernel
import Orchestration
import Quantities

/// How a migration that something befell ended.
struct FailureEnding: Sendable {
  var runsOn: String
  /// Milliseconds.
  var stop: Double?
  var resume: Double?
  var outage: Double?
  var total: Double?
  var stall: Double

  /// Runs a row: first undisturbed, which tells when its fault strikes.
  init(of row: FailureCase) throws {
    let sound = try FailureEnding(ofScenario: row.scenario(at: nil), row.name)
    self = try FailureEnding(
      ofScenario: row.scenario(at: row.moment(stop: sound.stop, resume: sound.resume)), row.name)
  }

  /// Runs a scenario for 20 s, the migration's end or not.
  private init(ofScenario text: String, _ name: String) throws {
    let plan = Plan(try Scenario(parsing: text, file: "\(name).json"))
    var simulation = Simulation(of: plan.fleet(arm: plan.arms[0], replication: 1))
    simulation.runToTheEnd(until: Instant(20))
    simulation.run(until: Instant(20))
    var fleet = simulation.model
    let record = fleet.record(of: 0)!
    let vm = fleet.world.vms[0]
    let host = vm.isRunning && vm.primary.state != .lost ? vm.primary.host : nil
    let outage = record.downtime ?? (record.paused > .zero ? record.paused : nil)
    runsOn = host.map { $0 == record.source ? "source" : "destination" } ?? "nowhere"
    stop = record.stoppedAt.map { $0.secondsSinceStart * 1000 }
    resume = record.resumedAt.map { $0.secondsSinceStart * 1000 }
    self.outage = outage.map { $0.value * 1000 }
    total = record.totalTime.map { $0.value * 1000 }
    stall =
      record.resumedAt.map {
        Self.stall(
          of: fleet.guestViews(at: Instant(20)), since: $0, late: record.downtime ?? .zero)
      } ?? 0
  }

  /// The longest between two signs of life of the guest, in milliseconds. At each tick of its clock it does
  /// all writes that are due by then, and once 50 ms have passed it gives a sign. Writes that are late are
  /// caught up in no time where no page is missing.
  ///
  /// - Parameter late: how long the VM had stood still when it ran again.
  private static func stall(of views: [GuestView], since start: Instant, late: Seconds) -> Double {
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
}
