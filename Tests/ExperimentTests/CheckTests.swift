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

  @Test(
    "a file that is damaged is no recorded one, even if nothing but its end is missing",
    arguments: [
      ("migrations.csv", 0, "is empty"), ("run.json", 10, "lines instead of"),
      ("summary.csv", 200, "is new"), ("run.json", -1, "ends its lines in another way"),
    ])
  func damaged(name: String, length: Int, complaint: String) throws {
    let folder = NSTemporaryDirectory() + "apus-check-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let run = try ExperimentRun(Scenario(parsing: Self.busy, file: "test.json"))
    try ResultsFolder(folder).write(run.files)
    let file = URL(fileURLWithPath: "\(folder)/\(name)")
    let whole = try Data(contentsOf: file)
    try (length < 0 ? whole + Data("\n".utf8) : whole.prefix(length)).write(to: file)
    let found = RecordedResults(folder).differences(from: run)
    #expect(found.contains { $0.hasPrefix(name) && $0.contains(complaint) }, "\(found)")
  }

  @Test("a table that was recorded and is not written any more has moved")
  func left() throws {
    let folder = NSTemporaryDirectory() + "apus-check-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let run = try ExperimentRun(Scenario(parsing: Self.busy, file: "test.json"))
    try ResultsFolder(folder).write(run.files)
    try Data("x\n1\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/disks.csv"))
    #expect(
      RecordedResults(folder).differences(from: run)
        == ["disks.csv: was recorded, and is not written any more"])
  }

  @Test("what was never recorded is said to be so")
  func missing() throws {
    let run = try ExperimentRun(Scenario(parsing: Self.busy, file: "test.json"))
    let found = RecordedResults("/nowhere").differences(from: run)
    #expect(found.count == run.files.count)
    #expect(found[0].contains("never recorded"))
  }
}
