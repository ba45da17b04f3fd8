import Datacenter
import Experiment
import Prediction
import Quantities
import Randomness

/// A measured case beside its prediction, VM by VM: medians over repeats and over chance.
struct FleetComparison: Sendable {
  let measured: FleetCase
  let vms: [VM]
  /// Predicted, in milliseconds.
  let makespan: Double

  struct VM: Sendable {
    /// Milliseconds.
    let total: Pair
    let bytes: Pair
    /// Milliseconds.
    let outage: Pair
    /// The predicted total time of each replication, as it would have been measured, in milliseconds.
    let totals: [Double]

    /// The 90 % range of the predicted total time.
    var range: ClosedRange<Double> { quantile(totals, 0.05)...quantile(totals, 0.95) }
  }

  /// A measured number and the predicted one.
  struct Pair: Sendable {
    let measured: Double
    let predicted: Double

    var error: Double { predicted - measured }
    var relative: Double { error / measured }
  }

  var makespanError: Double { makespan / measured.makespan - 1 }

  init(_ measured: FleetCase) throws {
    self.measured = measured
    let plan = Plan(try Scenario(parsing: measured.scenario, file: "\(measured.name).json"))
    let runs = (0..<measured.replications).map {
      ReplicationOutcome(plan, arm: plan.arms[0], replication: $0)
    }
    func median(_ values: [Double]) -> Double { quantile(values, 0.5) }
    vms = (0..<measured.vmCount).map { vm in
      let records = runs.compactMap { run in run.asked.first { $0.vm == vm }?.record }
      func pair(_ column: String, _ values: [Double]) -> Pair {
        Pair(measured: measured.median(column, of: vm), predicted: median(values))
      }
      let totals = records.compactMap { $0.totalTime.map { $0.value * 1000 } }
      var stream = RandomStream(
        seed: 1, name: "run noise", entity: "\(measured.name)/\(vm)", replication: 0)
      let noise = LatinHypercube(
        count: totals.count, dimensions: RunNoise.dimensions, drawing: &stream)
      return VM(
        total: pair("total_ms", totals),
        bytes: pair("sent", records.map(\.sent.value)),
        outage: pair("outage_ms", records.compactMap { $0.downtime.map { $0.value * 1000 } }),
        totals: totals.indices.map {
          RunNoise.controlled.measured(totals[$0], 0, by: noise[$0]).total
        })
    }
    makespan = median(runs.compactMap { $0.makespan.map { $0.value * 1000 } })
  }

  /// How many repeats of a VM took a time within the 90 % range of what is predicted, and how many all are.
  func within(_ vm: Int) -> (count: Int, all: Int) {
    let times = measured.rows.filter { $0.count("vm") == vm }.map { $0.number("total_ms") }
    return (times.count { vms[vm].range.contains($0) }, times.count)
  }
}
