import Foundation
import Testing

@testable import Experiment

@Suite("What would make a migration end")
struct RemedyTests {
  /// A migration that is recorded as unfinished.
  struct Recorded: Sendable, CustomTestStringConvertible {
    let scenario: String
    let arm: String
    let replication: Int
    let request: Int
    let vm: String
    /// The request in the file, in a fleet.
    let ofRequest: Int?
    var testDescription: String { "\(scenario), \(arm)" }
  }

  /// The first of each arm.
  static let unfinished: [Recorded] =
    RecordedResultsTests.scenarios.flatMap { name -> [Recorded] in
      let path = RecordedResultsTests.repository.appending(path: "Results/\(name)/migrations.csv")
      // Some scenarios record summaries only.
      guard let text = try? String(contentsOf: path, encoding: .utf8) else { return [] }
      let lines = text.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      let rows = lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
      var arms: Set<String> = []
      return rows.filter {
        $0["outcome"] == "unfinished" && arms.insert($0["strategy"]!).inserted
      }
      .map {
        Recorded(
          scenario: name, arm: $0["strategy"]!, replication: Int($0["replication"]!)!,
          request: Int($0["request"]!)! - 1, vm: $0["vm"]!,
          ofRequest: $0["of_request"].flatMap(Int.init))
      }
    }

  @Test("some of the recorded migrations do not end")
  func some() { #expect(Self.unfinished.count >= 7) }

  @Test("each names a change, and the change makes it end", arguments: unfinished)
  func cured(recorded: Recorded) throws {
    let path = RecordedResultsTests.repository
      .appending(path: "Scenarios/\(recorded.scenario).json").path
    let plan = Plan(try Scenario(contentsOf: path))
    let arm = try #require(plan.arms.first { $0.name == recorded.arm })
    let trial = Trial(
      plan: plan, arm: arm, replication: recorded.replication, at: recorded.request,
      vm: try #require(plan.scenario.whole.vms[recorded.vm]), ofRequest: recorded.ofRequest)
    #expect(trial.moved == nil)
    // A cure has a migration that has been run with the change, and has moved the VM.
    let cure = try #require(trial.cure)
    let text = try Explanation(
      plan.scenario, strategy: arm.name, vm: recorded.vm, replication: recorded.replication
    ).text
    #expect(text.contains("It would end with \(cure.change)"), "\(text)")
    // Of a fleet the first attempt is told, which its manager may have cancelled.
    #expect(text.contains(" MB/s, sends ") || text.contains("tries again"), "\(text)")
  }

  @Test("a VM that dirties twice its link says so with numbers, and what would help")
  func reason() throws {
    let scenario = try Scenario(
      parsing: """
        { "format": 1, "hosts": [ { "name": "a" }, { "name": "b" } ],
          "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s",
                                    "latency": "50 us" } ] },
          "vms": [ { "name": "vm", "host": "a", "memory": "1 GiB", "devices": "bare",
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
    #expect(run.screen.contains("it writes 197 MB/s, sends 125 MB/s; "))
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
          "vms": [ { "name": "vm", "host": "a", "memory": "1 GiB", "devices": "bare",
                     "writes": { "hot": { "size": "512 MiB", "rate": "60000 writes/s" } } } ],
          "requests": [ { "migrate": "vm", "to": "b" } ],
          "strategies": { "q": { "preCopy": { "engine": "qemu-8.2",
                                              "maximumBandwidth": "128 MiB/s" } } },
          "replications": 1, "seed": 1, "until": "5 min" }
        """, file: "test.json")
    let text = try Explanation(scenario).text
    #expect(text.contains("It would end with no cap instead of"), "\(text)")
  }
}
