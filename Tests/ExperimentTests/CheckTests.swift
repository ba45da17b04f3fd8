@testable import Experiment
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
    #""memory": "64 MiB", "devices": "bare" },"#,
    with:
      #""memory": "64 MiB", "devices": "bare", "writes": { "hot": { "size": "16 MiB", "rate": "9000 writes/s" } } },"#
  )

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

  @Test(
    "a change is told with its sign and as many digits as show it",
    arguments: [
      (0.125, "+12.50"), (-0.5, "-50.00"), (-0.000_043, "-0.0043"), (-4.3e-9, "-0.00000043"),
      (1e-4, "+0.010"), (300, "+30000.00"),
    ])
  func percent(share: Double, text: String) {
    #expect(TableComparison.percent(share) == text)
  }

  @Test("a tolerance lets small differences of results pass, and none of the scenario")
  func tolerance() throws {
    let altered = Self.busy.replacing("9000 writes/s", with: "9400 writes/s")
    #expect(try differences(recorded: Self.busy, now: altered).count > 1)
    let other = try differences(recorded: Self.busy, now: altered, tolerance: 0.5)
    #expect(other.count == 1)
    #expect(other.first?.hasPrefix("run.json: was \"scenarioHash\"") == true)
    let far = Self.busy.replacing("9000 writes/s", with: "90000 writes/s")
    #expect(try differences(recorded: Self.busy, now: far, tolerance: 0.01).count > 1)
    #expect(
      try differences(recorded: Self.busy, now: Self.busy, tolerance: 0.1, seed: 2)
        .contains { $0.hasPrefix("run.json: was \"seed\": 1 and is") })
  }

  @Test("the wording of the question and the spaces of the file are no part of the scenario")
  func wording() throws {
    let asked = Self.busy.replacing(
      "\"format\": 1", with: "\"question\": \"So, [\\\"what\\\"]?\",   \"format\": 1")
    let other = Self.busy.replacing(
      "\"format\": 1", with: "\"question\":\n\"And then, {what}?\",\"format\":1")
    #expect(asked != other)
    #expect(try differences(recorded: asked, now: other) == [])
  }

  @Test("with a tolerance, one moved cell of a sample is one difference, whatever names hold")
  func oneCell() throws {
    let folder = NSTemporaryDirectory() + "apus-check-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let text = Self.busy
      .replacing("\"format\": 1", with: "\"format\": 1, \"guestView\": \"50 ms\"")
      .replacing("\"network\": {", with: "\"network\": { \"usage\": \"50 ms\",")
      .replacing("\"live\":", with: "\"live, and how\":")
    let run = try ExperimentRun(Scenario(parsing: text, file: "test.json"))
    try ResultsFolder(folder).write(run.files)
    #expect(RecordedResults(folder).differences(from: run, tolerance: 0.001) == [])
    for (name, column) in [("links.csv", "carried_bytes"), ("guest.csv", "work_s")] {
      let file = URL(fileURLWithPath: "\(folder)/\(name)")
      let whole = try Data(contentsOf: file)
      var lines = String(decoding: whole, as: UTF8.self).components(separatedBy: "\n")
      let place = lines[0].components(separatedBy: ",").firstIndex(of: column)!
      // The name of the strategy has a comma: its row has one more.
      var cells = lines[4].components(separatedBy: ",")
      #expect(cells[1] == "\"live")
      cells[place + 1] = "12345"
      lines[4] = cells.joined(separator: ",")
      try Data(lines.joined(separator: "\n").utf8).write(to: file)
      let found = RecordedResults(folder).differences(from: run, tolerance: 0.001)
      #expect(found.count == 1, "\(found)")
      #expect(found.first?.contains("strategy live, and how") == true)
      #expect(found.first?.contains("\(column) was 12345") == true)
      try whole.write(to: file)
    }
  }

  @Test("another seed is another run")
  func seed() throws {
    let found = try differences(recorded: Self.busy, now: Self.busy, seed: 2)
    #expect(found.contains { $0.contains("\"seed\"") })
  }

  @Test(
    "a file that is damaged is no recorded one, even if nothing but its end is missing",
    arguments: [
      ("migrations.csv", 0, "is empty"), ("run.json", 10, "is damaged"),
      ("summary.csv", 200, "is new"),
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
