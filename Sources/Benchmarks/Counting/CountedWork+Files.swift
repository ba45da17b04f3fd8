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

  /// A host whose guests have busy and calm times is drained, soon or late: what happened in its guests
  /// before that is not simulated, so that both cost the same.
  static func drain(at start: Int) -> CountedWork {
    CountedWork(
      name: "drain-at-\(start)-s", unit: "migration",
      work: { drain(at: start, replications: 20) }, warmUp: { _ = drain(at: 10, replications: 2) })
  }

  private static func drain(at start: Int, replications: Int) -> Int {
    let text = """
      {"format": 1, "question": "What does a late request cost?",
       "hosts": [{"name": "a", "memory": "256 GiB"}, {"name": "b", "memory": "256 GiB"}],
       "network": {"links": [
         {"between": ["a", "b"], "bandwidth": "25 Gbit/s", "latency": "5 us"}]},
       "vms": [{"name": "vm-{}", "count": 15, "host": "a", "memory": "8 GiB", "writes": {
         "measured": {"rate": "4000 pages/s", "window": "1 s", "workload": "oltp"}}}],
       "requests": [{"at": "\(start) s", "migrate": ["vm-*"], "to": "b"}],
       "strategies": {"qemu": {"preCopy": {"engine": "qemu-7.2"}}},
       "replications": \(replications), "seed": 1}
      """
    do {
      _ = try StudyRun(Scenario(parsing: text, file: "drain.json"))
      return 15 * replications
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

  /// The same by the engine alone: the fleet is built and run.
  static var pairedEngine: CountedWork {
    lazy var rehearsal = Rehearsal(PairedScenario(count: 2_000).scenario)
    return CountedWork(
      name: "pairs-simulated", unit: "migration",
      work: {
        FrontDoorBenchmark.simulate(rehearsal.fleet())
        return 2_000
      },
      warmUp: {
        FrontDoorBenchmark.simulate(Rehearsal(PairedScenario(count: 2).scenario).fleet())
        _ = rehearsal
      })
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
        to: .init(answer: { _ in }, complaint: { _ in }))
      precondition(tally.predicted == rows.count, "a row could not be predicted")
      return tally.predicted * replications
    } catch {
      fatalError("\(error)")
    }
  }
}
