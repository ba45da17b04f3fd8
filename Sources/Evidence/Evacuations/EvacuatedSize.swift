import Datacenter
import Experiment
import Foundation
import Quantities

/// The evacuations of six VMs of one size: VMs that leave a host one after the other, with nova, and the
/// seconds that each took (osic/benchmarking_live-migration, 2017; `osic-evacuations.csv`).
struct EvacuatedSize: Sendable {
  let flavor: String
  let memory: Double
  /// Seconds, VM by VM, for each evacuation.
  let evacuations: [[Double]]

  static let file = "osic-evacuations.csv"
  private static let flavors = ["small", "medium", "large"]

  var all: [Double] { evacuations.joined().sorted() }
  var median: Double { quantile(all, 0.5) }
  var whole: Double { quantile(evacuations.map { $0.reduce(0, +) }, 0.5) }
  var spread: Double { quantile(all, 0.95) - quantile(all, 0.05) }

  /// What was measured where nova gave no migration up.
  static func measured(in folder: MeasuredFolder) throws -> [EvacuatedSize] {
    let rows = try folder.rows(of: file).filter {
      let setup = $0.text("flavor") == "large" ? "shared_off_inf" : "shared_off"
      return $0.text("setup") == setup && $0.count("vms_moved") == 6
    }
    return flavors.map { flavor in
      let rows = rows.filter { $0.text("flavor") == flavor }
      return EvacuatedSize(
        flavor: flavor, memory: rows.first?.number("memory_gib") ?? 0,
        evacuations: Dictionary(grouping: rows) { $0.count("iteration") }.values.map {
          $0.map { $0.number("seconds") }
        })
    }
  }

  /// The scenario that stands for them, beside other scenarios.
  static func scenario(for folder: MeasuredFolder) throws(EvidenceError) -> String {
    String(
      decoding: try folder.bytes(of: "../../../Scenarios/six-vms-one-by-one.json"), as: UTF8.self)
  }

  /// The scenario, as often as the least of the measured evacuations.
  static func simulated(_ scenario: String) throws -> [EvacuatedSize] {
    let plan = Plan(try Scenario(parsing: scenario, file: "six-vms-one-by-one.json"))
    let runs = (0..<40).map {
      ReplicationOutcome(plan, arm: plan.arms[0], replication: $0).asked
    }
    return zip(flavors, [4.0, 8, 16]).enumerated().map { number, size in
      EvacuatedSize(
        flavor: size.0, memory: size.1,
        evacuations: runs.map { asked in
          asked.filter { $0.vm / 6 == number }.compactMap { $0.record?.totalTime?.value }
        })
    }
  }
}
