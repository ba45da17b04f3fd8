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

  /// SimGrid's pairs as a scenario: read, checked, run, and all files written.
  static var pairedRun: CountedWork {
    CountedWork(
      name: "pairs-written", unit: "migration",
      work: { runPairs(2_000) }, warmUp: { _ = runPairs(2) })
  }

  private static func runPairs(_ count: Int) -> Int {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("apus-pairs-\(ProcessInfo.processInfo.processIdentifier)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      let scenario = try Scenario(parsing: pairs(count), file: "pairs.json")
      let ending = try StudyRun.play(scenario, into: ResultsFolder(folder))
      guard case .whole = ending else { fatalError("the run did not end") }
      return count
    } catch {
      fatalError("\(error)")
    }
  }

  /// So many pairs of hosts on one switch, each with a small VM that moves; starts over a minute.
  private static func pairs(_ count: Int) -> String {
    let requests = (0..<count).map { number in
      #"{"at":"\#(60 * Double(number) / Double(count)) s","migrate":"vm-\#(number + 1)","to":"d-\#(number + 1)"}"#
    }
    return """
      {"format": 1, "question": "How does the cost grow?",
       "hosts": [{"name": "s-{}", "count": \(count), "memory": "8 GiB"},
                 {"name": "d-{}", "count": \(count), "memory": "8 GiB"}],
       "network": {"topologies": [
         {"singleSwitch": {"cable": {"bandwidth": "1 Gbit/s", "latency": "5 us"}}}]},
       "vms": [{"name": "vm-{}", "count": \(count), "host": "s-{}", "memory": "64 MiB"}],
       "requests": [\(requests.joined(separator: ","))],
       "strategies": {"xen": {"preCopy": {"engine": "xen-modern"}}},
       "replications": 1, "seed": 1}
      """
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
