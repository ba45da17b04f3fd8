import Datacenter
import Experiment
import Foundation
import Inventories
import Orchestration
import Prediction
import Quantities

/// What reads bytes of others.
enum Reader: String, CaseIterable {
  /// A scenario: what is valid is run, within a budget, and its invariants are checked.
  case scenario
  /// A trace of a VM's activity, named by a scenario.
  case trace
  /// A table of a results folder, held against the others.
  case results
  /// An export of another system.
  case inventory
  /// A table of VMs to predict.
  case predict

  nonisolated(unsafe) static var chosen = scenario
  /// What was read, so that the optimiser keeps the reading.
  nonisolated(unsafe) private static var sink = 0

  func read(_ bytes: [UInt8]) {
    switch self {
    case .scenario: Self.run(bytes)
    case .trace: Self.trace(bytes)
    case .results: Self.results(bytes)
    case .inventory: Self.inventory(bytes)
    case .predict: Self.predict(bytes)
    }
  }

  private static func run(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard var scenario = try? Scenario(parsing: text, file: "s.json") else { return }
    scenario.replications = 1
    scenario.budget = RunBudget(events: 5_000, time: Seconds(2))
    sink &+= ExperimentRun(scenario).files.count
  }

  /// A folder in memory, of this process.
  private static let folder: String = {
    let path = "/dev/shm/apus-fuzz-\(ProcessInfo.processInfo.processIdentifier)"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(atPath: Reader.folder) }
    return path
  }()

  private static func write(_ bytes: [UInt8], to name: String) -> String {
    let path = "\(folder)/\(name)"
    _ = FileManager.default.createFile(atPath: path, contents: Data(bytes))
    return path
  }

  private static let tracing = write(
    Array(
      """
      { "format": 1,
        "hosts": [ { "name": "a", "memory": "8 GiB" }, { "name": "b", "memory": "8 GiB" } ],
        "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s" } ] },
        "vms": [ { "name": "v", "host": "a", "memory": "1 GiB",
                   "writes": { "hot": { "size": "64 MiB", "rate": "1000 writes/s" },
                               "activity": { "trace": { "file": "trace.csv", "then": "hold" } } } } ],
        "requests": [ { "at": "10 s", "migrate": "v", "to": "b" } ],
        "strategies": { "x": { "preCopy": {} } }, "replications": 1 }
      """.utf8), to: "traced.json")

  private static func trace(_ bytes: [UInt8]) {
    _ = write(bytes, to: "trace.csv")
    guard var scenario = try? Scenario(contentsOf: tracing) else { return }
    scenario.budget = RunBudget(events: 5_000, time: Seconds(2))
    sink &+= ExperimentRun(scenario).files.count
  }

  private static func results(_ bytes: [UInt8]) {
    // The first byte names the table, the rest is its content.
    let tables = ["migrations.csv", "stages.csv", "rounds.csv", "summary.csv", "run.json"]
    guard let first = bytes.first else { return }
    let results = folder + "/results"
    if !FileManager.default.fileExists(atPath: results) {
      try? FileManager.default.createDirectory(atPath: results, withIntermediateDirectories: true)
    }
    for file in reference.files { _ = write(Array(file.text.utf8), to: "results/\(file.name)") }
    _ = write(Array(bytes.dropFirst()), to: "results/" + tables[Int(first) % tables.count])
    sink &+= (try? Consistency(ofFolder: results).findings.count) ?? 0
    sink &+= RecordedResults(results).differences(from: reference, tolerance: 0.01).count
  }

  private static let reference = ExperimentRun(
    try! Scenario(
      parsing: """
        { "format": 1,
          "hosts": [ { "name": "a", "memory": "8 GiB" }, { "name": "b", "memory": "8 GiB" } ],
          "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s" } ] },
          "vms": [ { "name": "v", "host": "a", "memory": "64 MiB",
                     "writes": { "hot": { "size": "4 MiB", "rate": "1000 writes/s" } } } ],
          "requests": [ { "at": "10 s", "migrate": "v", "to": "b" } ],
          "strategies": { "x": { "preCopy": {} }, "cold": { "cold": {} } }, "replications": 2 }
        """, file: "valid.json"))

  private static func inventory(_ bytes: [UInt8]) {
    // What kind it is, its content tells: the name does not.
    let path = write(bytes, to: "export")
    var importer = Importer()
    guard let estate = try? importer.estate(of: [path]) else { return }
    let imported = Imported(estate)
    sink &+= imported.summary.utf8.count
    if imported.hasVMs { sink &+= imported.scenario.utf8.count }
    sink &+= imported.history.utf8.count
  }

  private static func predict(_ bytes: [UInt8]) {
    var predictor = Predictor()
    predictor.replications = 2
    predictor.jobs = 1
    let sinks = Predictor.Sinks(
      answer: { sink &+= $0.count }, complaint: { sink &+= $0.utf8.count }, progress: { _, _ in })
    _ = try? predictor.predict(bytes, file: "vms.csv", to: sinks)
  }
}
