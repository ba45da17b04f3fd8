import Experiment
import Foundation
import Testing

@Suite("Every scenario still gives its recorded results")
struct RecordedResultsTests {
  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let scenarios = try! FileManager.default
    .contentsOfDirectory(atPath: repository.appending(path: "Scenarios").path)
    .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()

  /// Scenarios that take minutes.
  static let long: Set = ["planetlab-memory-and-idle-vms"]

  @Test("of a scenario that takes minutes, the first replication", arguments: long)
  func firstReplication(name: String) throws {
    var scenario = try Scenario(
      contentsOf: Self.repository.appending(path: "Scenarios/\(name).json").path)
    scenario.replications = 1
    let run = ExperimentRun(scenario, jobs: 2)
    let table = try #require(run.files.first { $0.name == "consolidation.csv" })
    let path = Self.repository.appending(path: "Results/\(name)/\(table.name)")
    let recorded = try String(decoding: Data(contentsOf: path), as: UTF8.self).split(
      separator: "\n")
    #expect(recorded.count == (table.text.split(separator: "\n").count - 1) * 3 + 1)
    for row in table.text.split(separator: "\n") {
      #expect(recorded.contains(row), "\(row)")
    }
  }

  @Test(
    "each file to the byte, whatever runs at a time",
    arguments: scenarios.filter { !long.contains($0) })
  func recorded(name: String) throws {
    let scenario = try Scenario(
      contentsOf: Self.repository.appending(path: "Scenarios/\(name).json").path)
    var options = StudyRun.Options()
    options.jobs = 2
    let run = StudyRun(scenario, options)
    for file in run.files {
      let path = Self.repository.appending(path: "Results/\(name)/\(file.name)")
      let recorded = try String(decoding: Data(contentsOf: path), as: UTF8.self)
      #expect(
        recorded == file.text,
        "Results/\(name)/\(file.name): \(firstDifference(recorded, file.text))")
    }
  }

  @Test("no row of a table tells of a fraction of a byte", arguments: scenarios)
  func wholeBytes(name: String) throws {
    for table in ["migrations", "rounds", "disks", "links"] {
      let path = Self.repository.appending(path: "Results/\(name)/\(table).csv").path
      guard let data = FileManager.default.contents(atPath: path) else { continue }
      let rows = String(decoding: data, as: UTF8.self).split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      let columns = rows[0].indices.filter { rows[0][$0].hasSuffix("_bytes") }
      for row in rows {
        #expect(
          !columns.contains { row[$0].contains(".") }, "\(table): \(row.joined(separator: ","))")
      }
    }
  }

  @Test("each asks a question", arguments: scenarios)
  func question(name: String) throws {
    let scenario = try Scenario(
      contentsOf: Self.repository.appending(path: "Scenarios/\(name).json").path)
    #expect(try #require(scenario.question).contains("?"))
  }

  @Test("no recorded results are left over from a scenario that is gone")
  func leftOver() throws {
    let results = try FileManager.default.contentsOfDirectory(
      atPath: Self.repository.appending(path: "Results").path)
    // Those of studies and of the benchmarks are of no scenario.
    for folder in results where !["accuracy", "benchmarks", "reliability"].contains(folder) {
      #expect(Self.scenarios.contains(folder), "\(folder)")
    }
  }

  @Test("one job and two give the same bytes and the same trace")
  func jobs() throws {
    let scenario = try Scenario(
      contentsOf: Self.repository.appending(path: "Scenarios/first-migration.json").path)
    let one = ExperimentRun(scenario, jobs: 1)
    let two = ExperimentRun(scenario, jobs: 2)
    #expect(one.trace == two.trace)
    for (a, b) in zip(one.files, two.files) { #expect(a.text == b.text) }
  }

  @Test("another seed gives other results")
  func seed() throws {
    var scenario = try Scenario(
      contentsOf: Self.repository.appending(path: "Scenarios/first-migration.json").path)
    let one = ExperimentRun(scenario)
    scenario.seed += 1
    #expect(ExperimentRun(scenario).trace != one.trace)
  }

  /// The first line in which two texts differ, for the message.
  private func firstDifference(_ a: String, _ b: String) -> String {
    let (a, b) = (a.split(separator: "\n"), b.split(separator: "\n"))
    for (line, pair) in zip(a, b).enumerated() where pair.0 != pair.1 {
      return "line \(line + 1) was \(pair.0) and is \(pair.1)"
    }
    return "\(a.count) lines were recorded, and now there are \(b.count)"
  }
}
