import Consolidation
import Foundation
import Quantities

/// A day of PlanetLab's load in CloudSim's world, whole, policy by policy.
///
/// CloudSim 3.0.3 takes about 50 s of CPU for each policy that migrates, on the same machine.
enum ConsolidationBenchmark {
  private static let file = "Scenarios/planetlab-20110303.csv.gz"

  static func run() {
    guard let data = FileManager.default.contents(atPath: file),
      let trace = try? DemandTrace(reading: Array(data))
    else {
      print("consolidation: \(file) cannot be read; run it in the repository's folder")
      return
    }
    print("Consolidation: a day, 800 hosts, 1,052 VMs, in CloudSim's world")
    let estate = Estate.planetLab(trace)
    let days: [(name: String, policy: ConsolidationPolicy, kilowattHours: Double, moves: Int)] = [
      ("THR-MMT-0.8", ConsolidationPolicy(StaticThreshold(0.8)), 192.62, 26_711),
      (
        "THR-MU-0.8", ConsolidationPolicy(StaticThreshold(0.8), MinimumUtilisation()), 207.79,
        30_653
      ),
      ("IQR-MMT-1.5", ConsolidationPolicy(InterquartileRange(safety: 1.5)), 189.98, 26_282),
      ("MAD-MMT-2.5", ConsolidationPolicy(MedianAbsoluteDeviation(safety: 2.5)), 185.79, 26_556),
      ("LR-MMT-1.2", ConsolidationPolicy(LocalRegression(safety: 1.2)), 163.48, 27_859),
    ]
    let table = TextTable("policy", "kWh", "migrations", "CPU s")
    for day in days {
      var result = CloudSimResult()
      let time = Measurement.of {
        result = CloudSimDay.run(estate, day.policy)
        return result.migrations
      }
      precondition(result.migrations == day.moves, "\(day.name) is another day")
      precondition(abs(result.kilowattHours - day.kilowattHours) <= 0.005)
      table.printRow([
        day.name, result.kilowattHours.text(places: 2), "\(result.migrations)",
        (time.nanoseconds / 1e9).text(places: 2),
      ])
    }
  }
}
