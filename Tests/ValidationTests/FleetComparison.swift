import Datacenter
import Quantities

@testable import Experiment

/// A measured case of several migrations beside its prediction, VM by VM: medians over repeats and over
/// chance.
struct FleetComparison {
  let measured: FleetCase
  let vms: [VM]
  /// Relative.
  let makespanError: Double

  struct VM {
    /// Relative.
    var total: Double
    var bytes: Double
    /// Milliseconds.
    var outage: Double
    /// Milliseconds, of each replication.
    var totals: [Double]
  }

  init(_ measured: FleetCase, replications: Int = 41) throws {
    self.measured = measured
    let plan = Plan(try Scenario(parsing: measured.scenario, file: "fleet.json"))
    let runs = (0..<replications).map {
      ReplicationOutcome(plan, arm: plan.arms[0], replication: $0)
    }
    func median(_ values: [Double]) -> Double { QemuMigrationTests.quantile(values, 0.5) }
    vms = (0..<measured.vmCount).map { vm in
      let records = runs.compactMap { run in run.asked.first { $0.vm == vm }?.record }
      func error(_ column: String, _ values: [Double]) -> Double {
        median(values) - measured.median(column, of: vm)
      }
      let totals = records.compactMap { $0.totalTime.map { $0.value * 1000 } }
      return VM(
        total: error("total_ms", totals) / measured.median("total_ms", of: vm),
        bytes: error("sent", records.map(\.sent.value)) / measured.median("sent", of: vm),
        outage: error("outage_ms", records.compactMap { $0.downtime.map { $0.value * 1000 } }),
        totals: totals)
    }
    let makespan = median(runs.compactMap { $0.makespan.map { $0.value * 1000 } })
    makespanError = makespan / measured.makespan - 1
  }

  /// How many repeats of a VM took a time within the 90 % range of what is predicted, and how many all are.
  func within(_ vm: Int) -> (count: Int, all: Int) {
    let measured = measured.rows.filter { $0.count("vm") == vm }.map { $0.number("total_ms") }
    let (low, high) = range(vm)
    return (measured.count { $0 >= low && $0 <= high }, measured.count)
  }

  /// The 90 % range of a VM's total time.
  func range(_ vm: Int) -> (low: Double, high: Double) {
    (
      QemuMigrationTests.quantile(vms[vm].totals, 0.05),
      QemuMigrationTests.quantile(vms[vm].totals, 0.95)
    )
  }
}
