import Datacenter
import Experiment
import Foundation
import Kernel
import Orchestration
import Quantities
import Strategies

/// What users run beside what it cannot do without, in the same run. The ratios are to be small.
enum FrontDoorBenchmark {
  static func run() {
    print(
      """

      front: CPU time of a piece of work beside that of a reference, best of \(repetitions), in turns.
      """)
    let table = TextTable(
      "                              work", "ms", "            reference", "ms", "ratio", "at most")
    backbone(table)
    upgrade(table)
    rows(table)
  }

  private static let repetitions = 3

  /// Times two pieces of work in turns.
  private static func compare(
    _ table: TextTable, _ name: String, _ work: () -> Int, to reference: String,
    _ other: () -> Int, atMost limit: Double
  ) {
    var (mine, others) = (Measurement(), Measurement())
    for _ in 0..<repetitions {
      mine.keepBest(Measurement.of(work))
      others.keepBest(Measurement.of(other))
    }
    table.printRow([
      name, (mine.nanoseconds / 1e6).text(), reference, (others.nanoseconds / 1e6).text(),
      (mine.nanoseconds / others.nanoseconds).text(places: 2), limit.text(),
    ])
  }

  /// 100,000 migrations that share one link, beside the same with a cable each.
  private static func backbone(_ table: TextTable) {
    let count = 100_000
    compare(
      table, "100,000 pairs over a backbone",
      { PairedHosts(count: count, hasBackbone: true).run().migrated }, to: "without one",
      { PairedHosts(count: count, hasBackbone: false).run().migrated }, atMost: 1.3)
  }

  /// A rolling upgrade, beside its migrations as plain requests at the same instants.
  private static func upgrade(_ table: TextTable) {
    let rehearsal = Rehearsal(scenario("Scenarios/rolling-upgrade-500-hosts.json"))
    var run = Simulation(of: rehearsal.fleet())
    run.runToTheEnd(until: .never)
    let count = run.model.world.records.count
    compare(
      table, "an upgrade of 500 hosts", { simulate(rehearsal.fleet()) },
      to: "its \(count) moves", { simulate(rehearsal.fleet(repeating: run.model)) }, atMost: 1.5)
  }

  @discardableResult
  static func simulate(_ fleet: consuming Fleet) -> Int {
    var simulation = Simulation(of: fleet)
    simulation.runToTheEnd(until: .never)
    let world = simulation.model.world
    precondition(
      world.records.allSatisfy { $0.outcome == .migrated }, "not every VM has moved")
    return simulation.eventCount
  }

  /// The rows of 10,000 migrations on their way to files, beside the same bytes copied and written.
  private static func rows(_ table: TextTable) {
    let outcome = Rehearsal(PairedScenario(count: 10_000).scenario).outcome()
    let files = outcome.files()
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("apus-rows-\(ProcessInfo.processInfo.processIdentifier)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let megabytes = files.reduce(0) { $0 + $1.count } / 1_000_000
    compare(
      table, "\(megabytes) MB of rows made and written",
      {
        precondition(outcome.write(to: path), "the rows cannot be written")
        return files.count
      }, to: "memcpy and write",
      {
        precondition(copy(files, to: path), "the bytes cannot be written")
        return files.count
      }, atMost: 5)
  }

  /// Copies bytes into a buffer, piece by piece, and writes each through `write`.
  private static func copy(_ files: [[UInt8]], to path: String) -> Bool {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
    guard file >= 0 else { return false }
    defer { close(file) }
    return withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
      for bytes in files {
        var start = 0
        while start < bytes.count {
          let count = min(buffer.count, bytes.count - start)
          bytes.withUnsafeBytes { _ = memcpy(buffer.baseAddress!, $0.baseAddress! + start, count) }
          guard write(file, buffer.baseAddress!, count) == count else { return false }
          start += count
        }
      }
      return true
    }
  }

  private static func scenario(_ path: String) -> Scenario {
    do {
      return try Scenario(contentsOf: path)
    } catch {
      fatalError("\(error)")
    }
  }

  /// Prints the CPU seconds that the engine takes for a scenario that has been read: the fleet is built
  /// and run, and nothing is written.
  static func engineAlone(_ path: String) {
    let rehearsal = Rehearsal(scenario(path))
    let time = Measurement.of { simulate(rehearsal.fleet()) }.nanoseconds
    print((time / 1e9).text(places: 3))
  }
}
