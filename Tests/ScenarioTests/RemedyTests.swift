import Foundation
import Quantities
import Testing

@testable import Experiment

@Suite("What would make a migration end")
struct RemedyTests {
  /// Scenarios, arms and replications recorded as unfinished, the first replication of each.
  static let unfinished: [(scenario: String, arm: String, replication: Int)] =
    RecordedResultsTests.scenarios.flatMap { name in
      let path = RecordedResultsTests.repository.appending(path: "Results/\(name)/migrations.csv")
      let lines = try! String(contentsOf: path, encoding: .utf8).split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      let columns = ["strategy", "replication", "outcome"].map { lines[0].firstIndex(of: $0)! }
      var arms: Set<String> = []
      return lines.dropFirst().filter { $0[columns[2]] == "unfinished" }
        .filter { arms.insert($0[columns[0]]).inserted }
        .map { (name, $0[columns[0]], Int($0[columns[1]])!) }
    }

  @Test("some of the recorded migrations do not end")
  func some() { #expect(Self.unfinished.count >= 7) }

  @Test("each names a change, and the change makes it end", arguments: unfinished)
  func cured(scenario: String, arm: String, replication: Int) throws {
    let path = RecordedResultsTests.repository.appending(path: "Scenarios/\(scenario).json").path
    let plan = Plan(try Scenario(contentsOf: path))
    let arm = try #require(plan.arms.first { $0.name == arm })
    let trial = Trial(plan: plan, arm: arm, request: 0, replication: replication)
    #expect(trial.moved == nil)
    let cure = try #require(trial.cure)
    #expect(cure.record.outcome == .migrated)
    let text = try Explanation(plan.scenario, strategy: arm.name, replication: replication).text
    #expect(text.contains("It would end with \(cure.change)"), "\(text)")
    #expect(text.contains(" MB/s, sends "), "\(text)")
  }

  @Test("a VM that dirties twice its link says so with numbers, and what would help")
  func reason() throws {
    let scenario = try Scenario(
      parsing: """
        { "format": 1, "hosts": [ { "name": "a" }, { "name": "b" } ],
          "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s",
                                    "latency": "50 us" } ] },
          "vms": [ { "name": "vm", "host": "a", "memory": "1 GiB",
                     "writes": { "hot": { "size": "512 MiB", "rate": "60000 writes/s" } } } ],
          "requests": [ { "migrate": "vm", "to": "b" } ],
          "strategies": { "q": { "preCopy": { "engine": "qemu-8.2",
                                              "maximumBandwidth": "10 Gbit/s" } },
                          "capped": { "preCopy": { "engine": "qemu-8.2",
                                                   "maximumBandwidth": "20 MiB/s" } } },
          "replications": 1, "seed": 1, "until": "10 min" }
        """, file: "test.json")
    let run = ExperimentRun(scenario)
    #expect(run.screen.contains("q: 1 of 1 unfinished: dirties-faster"))
    #expect(run.screen.contains("it writes 197 MB/s, sends 117 MB/s; "))
    #expect(run.screen.contains("q, vm: "))
    #expect(run.screen.contains("It would end with "))
    #expect(run.screen.contains("capped: 1 of 1 unfinished: rate-cap"))
  }

  @Test("the smallest change comes first: a cap that is too low is lifted")
  func smallest() throws {
    let scenario = try Scenario(
      parsing: """
        { "format": 1, "hosts": [ { "name": "a" }, { "name": "b" } ],
          "network": { "links": [ { "between": ["a", "b"], "bandwidth": "10 Gbit/s" } ] },
          "vms": [ { "name": "vm", "host": "a", "memory": "1 GiB",
                     "writes": { "hot": { "size": "512 MiB", "rate": "60000 writes/s" } } } ],
          "requests": [ { "migrate": "vm", "to": "b" } ],
          "strategies": { "q": { "preCopy": { "engine": "qemu-8.2" } } },
          "replications": 1, "seed": 1, "until": "5 min" }
        """, file: "test.json")
    let text = try Explanation(scenario).text
    #expect(text.contains("It would end with no cap instead of"), "\(text)")
  }
}
