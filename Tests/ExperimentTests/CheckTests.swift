import Experiment
import Foundation
import Testing

@Suite("Recorded results and what moved")
struct CheckTests {
  /// Records a scenario in a folder of its own, and compares another one with it.
  private func differences(
    recorded: String, now: String, tolerance: Double = 0, seed: UInt64 = 1
  ) throws -> [String] {
    let folder = NSTemporaryDirectory() + "apus-check-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try ResultsFolder(folder).write(
      ExperimentRun(Scenario(parsing: recorded, file: "test.json")).files)
    var scenario = try Scenario(parsing: now, file: "test.json")
    scenario.seed = seed
    return RecordedResults(folder).differences(
      from: ExperimentRun(scenario, jobs: 2), tolerance: tolerance)
  }

  private static let busy = FaultSpecTests.text().replacing(
    #""memory": "64 MiB" },"#,
    with:
      #""memory": "64 MiB", "writes": { "hot": { "size": "16 MiB", "rate": "9000 writes/s" } } },"#)

  @Test("nothing moves when nothing has changed, twice in a row and with two jobs")
  func unchanged() throws {
    for _ in 1...2 { #expect(try differences(recorded: Self.busy, now: Self.busy) == []) }
  }

  @Test("a changed constant is found, and told by strategy, VM and column")
  func changedConstant() throws {
    let altered = Self.busy.replacing(
      #""engine": "xen-modern""#, with: #""engine": "xen-modern", "maximumRounds": 3"#)
    #expect(altered != Self.busy)
    let found = try differences(recorded: Self.busy, now: altered)
    #expect(found.contains { $0.contains("strategy live") && $0.contains("rounds was 5 and is 3") })
    #expect(found.contains { $0.contains("downtime_s was") && $0.contains("%)") })
    #expect(found.contains { $0.contains("round 6: is gone") })
    #expect(found.contains { $0.hasPrefix("run.json: was \"scenarioHash\"") })
  }

  @Test("a tolerance lets small differences pass, and no large ones")
  func tolerance() throws {
    let altered = Self.busy.replacing("9000 writes/s", with: "9001 writes/s")
    #expect(try !differences(recorded: Self.busy, now: altered).isEmpty)
    let other = try differences(recorded: Self.busy, now: altered, tolerance: 0.5)
    #expect(other == [])
    let far = Self.busy.replacing("9000 writes/s", with: "90000 writes/s")
    #expect(try !differences(recorded: Self.busy, now: far, tolerance: 0.01).isEmpty)
  }

  @Test("another seed is another run")
  func seed() throws {
    let found = try differences(recorded: Self.busy, now: Self.busy, seed: 2)
    #expect(found.contains { $0.contains("\"seed\"") })
  }

  @Test("what was never recorded is said to be so")
  func missing() throws {
    let run = try ExperimentRun(Scenario(parsing: Self.busy, file: "test.json"))
    let found = RecordedResults("/nowhere").differences(from: run)
    #expect(found.count == run.files.count)
    #expect(found[0].contains("never recorded"))
  }
}
