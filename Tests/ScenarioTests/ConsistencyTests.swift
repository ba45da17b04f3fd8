import Experiment
import Foundation
import Testing

@Suite("Recorded results agree with themselves")
struct ConsistencyTests {
  private static func folder(_ name: String) -> String {
    RecordedResultsTests.repository.appending(path: "Results/\(name)").path
  }

  @Test(
    "every sum adds up, no bound is broken, and the summaries follow from the rows",
    arguments: RecordedResultsTests.scenarios)
  func recorded(name: String) throws {
    #expect(try Consistency(ofFolder: Self.folder(name)).findings == [])
  }

  /// A copy of recorded results in which one cell is another.
  private func findings(
    _ name: String, _ file: String, _ column: String, row: Int = 1,
    _ change: (String) -> String
  ) throws -> [String] {
    let copy = NSTemporaryDirectory() + "apus-consistency-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: copy) }
    try FileManager.default.copyItem(atPath: Self.folder(name), toPath: copy)
    let url = URL(fileURLWithPath: "\(copy)/\(file)")
    var lines = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n")
    let place = try #require(lines[0].components(separatedBy: ",").firstIndex(of: column))
    var cells = lines[row].components(separatedBy: ",")
    cells[place] = change(cells[place])
    lines[row] = cells.joined(separator: ",")
    try Data(lines.joined(separator: "\n").utf8).write(to: url)
    return try Consistency(ofFolder: copy).findings
  }

  @Test(
    "a cell that is a thousandth larger is found",
    arguments: [
      ("first-migration", "migrations.csv", "total_time_s"),
      ("first-migration", "migrations.csv", "paused_s"),
      ("first-migration", "migrations.csv", "downtime_s"),
      ("first-migration", "migrations.csv", "sent_bytes"),
      ("first-migration", "migrations.csv", "resent_bytes"),
      ("first-migration", "migrations.csv", "lost_work_s"),
      ("first-migration", "migrations.csv", "longest_stall_s"),
      ("first-migration", "rounds.csv", "sent_bytes"),
      ("first-migration", "rounds.csv", "rate_bytes_per_s"),
      ("first-migration", "summary.csv", "mean"), ("first-migration", "summary.csv", "p99"),
      ("first-migration", "summary.csv", "ci95_low"),
      ("first-migration", "comparison.csv", "mean_difference"),
      ("thin-or-thick", "disks.csv", "copied_bytes"),
      ("what-the-guest-feels", "guest.csv", "work_s"),
      ("what-the-guest-feels", "guest.csv", "lost_work_s"),
      ("ten-through-one-uplink", "links.csv", "carried_bytes"),
    ])
  func thousandth(name: String, file: String, column: String) throws {
    let found = try findings(name, file, column) { cell in
      let number = Double(cell)!
      return "\(number * 1.001)"
    }
    #expect(!found.isEmpty)
    #expect(
      found.contains { $0.hasPrefix(file) } || file == "migrations.csv" || file == "stages.csv")
  }

  @Test("a stage that took longer is found")
  func stage() throws {
    let found = try findings("first-migration", "stages.csv", "duration_s", row: 3) { cell in
      "\(Double(cell)! * 1.001)"
    }
    #expect(found.contains { $0.contains("its stages take") })
  }

  @Test(
    "and so is what is no number, no outcome, has no reason, or belongs to nothing",
    arguments: [
      ("migrations.csv", "total_time_s", "nan"), ("migrations.csv", "sent_bytes", "inf"),
      ("migrations.csv", "outcome", "moved"), ("migrations.csv", "outcome", "failed"),
      ("migrations.csv", "outcome", "unfinished"), ("migrations.csv", "vm_lost", "1"),
      ("migrations.csv", "request", "2"), ("migrations.csv", "replication", "2"),
      ("migrations.csv", "unfinished_sent_bytes", "1"), ("rounds.csv", "replication", "77"),
      ("stages.csv", "started_s", "9"), ("summary.csv", "n", "29"),
    ])
  func wrong(file: String, column: String, cell: String) throws {
    #expect(try !findings("first-migration", file, column) { _ in cell }.isEmpty)
  }

  @Test(
    "no VM is lost between tables: not on another host, not without a fate, not in another number",
    arguments: [
      ("vms.csv", "host", "nowhere"), ("vms.csv", "moves", "7"), ("vms.csv", "vm", "stranger"),
      ("requests.csv", "moved", "1"), ("migrations.csv", "destination", "nowhere"),
      ("migrations.csv", "vm", "stranger"),
    ])
  func places(file: String, column: String, cell: String) throws {
    let found = try findings("drain-a-rack", file, column) { _ in cell }
    #expect(found.contains { $0.hasPrefix(file) || $0.hasPrefix("vms.csv") }, "\(found)")
  }

  @Test("a folder without results is none to look at")
  func empty() {
    #expect(throws: ConsistencyError.self) { try Consistency(ofFolder: "/nowhere") }
  }
}
