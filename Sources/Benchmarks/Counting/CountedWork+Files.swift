import Experiment
import Foundation
import Prediction

/// What users run: scenarios and inventories in, tables out.
extension CountedWork {
  /// A replication of `Scenarios/first-migration.json`, of both its strategies, results in memory.
  static var replication: CountedWork {
    CountedWork(
      name: "first-migration-replication", unit: "replication",
      work: { play("Scenarios/first-migration.json", replications: 300) },
      warmUp: { _ = play("Scenarios/first-migration.json", replications: 2) })
  }

  private static func play(_ path: String, replications: Int) -> Int {
    do {
      var scenario = try Scenario(contentsOf: path)
      scenario.replications = replications
      _ = StudyRun(scenario)
      return replications
    } catch {
      fatalError("\(error)")
    }
  }

  /// Pairs of hosts as a scenario: read, checked, run, and all files written.
  static var pairedRun: CountedWork {
    CountedWork(
      name: "pairs-written", unit: "migration",
      work: {
        PairedScenario(count: 2_000).run()
        return 2_000
      }, warmUp: { PairedScenario(count: 2).run() })
  }

  /// A replication of a row of an inventory, over rows of every technique.
  static var predictedRow: CountedWork {
    CountedWork(
      name: "predicted-replication", unit: "replication",
      work: { predict(replications: 100) }, warmUp: { _ = predict(replications: 2) })
  }

  private static func predict(replications: Int) -> Int {
    let rows = SinglePrediction.techniques.map { "\($0),4096,5000,oltp\n" }
    var predictor = Predictor()
    predictor.replications = replications
    do {
      let tally = try predictor.predict(
        Array(("technique,memory_mib,dirty_rate_pages_per_s,workload\n" + rows.joined()).utf8),
        file: "rows.csv",
        to: .init(answer: { _ in }, complaint: { fatalError($0) }))
      return tally.predicted * replications
    } catch {
      fatalError("\(error)")
    }
  }
}
