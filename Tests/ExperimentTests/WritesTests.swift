import Datacenter
import Foundation
import Glibc
import Quantities
import Randomness
import StrictJSON
import Testing

@testable import Experiment

@Suite("How a scenario says what a guest writes")
struct WritesTests {
  static func scenario(_ writes: String, file: String = "test.json") throws -> Scenario {
    try Scenario(
      parsing: """
        { "format": 1,
          "hosts": [ { "name": "a", "memory": "8 GiB" }, { "name": "b", "memory": "8 GiB" } ],
          "network": { "links": [ { "between": ["a", "b"], "bandwidth": "10 Gbit/s" } ] },
          "vms": [ { "name": "web", "host": "a", "memory": "1 GiB", "devices": "bare", "writes": \(writes) } ],
          "requests": [ { "at": "10 s", "migrate": "web", "to": "b" } ],
          "strategies": { "xen": { "preCopy": { "engine": "xen-modern" } } },
          "replications": 5 }
        """, file: file)
  }

  static func rounds(_ scenario: Scenario) -> String {
    ExperimentRun(scenario, jobs: 1).files.first { $0.name == "rounds.csv" }!.text
  }

  static func draw(_ writes: String, replication: UInt64 = 0) throws -> [PageClass] {
    try scenario(writes).whole.parts.vms[0].writes.draw(
      for: "web", memory: Pages(1 << 18), seed: 1, replication: replication
    ).classes
  }

  @Test(
    "whatever is said, the classes cover the memory",
    arguments: [
      "{}", #"{ "rest": { "rate": "9 writes/s", "pattern": "sequential" } }"#,
      #"{ "hot": { "size": "64 MiB", "rate": "9 writes/s" }, "zero": { "size": "1 MiB" } }"#,
      #"{ "zipf": { "size": "512 MiB", "rate": "9 writes/s" }, "free": { "size": "100 MiB" } }"#,
      #"{ "logNormal": { "size": "512 MiB", "rate": "9 writes/s", "variation": 3 } }"#,
      #"{ "curve": { "hot": "19.5 MB", "time": "0.48 s", "background": "1.98 MB/s" } }"#,
      #"{ "measured": { "rate": "5000 pages/s", "window": "1 s" } }"#,
    ])
  func cover(writes: String) throws {
    #expect(try Self.draw(writes).reduce(0) { $0 + $1.pages.count } == 1 << 18)
  }

  // MARK: What was measured

  @Test(
    "a measured rate is met over its window in the median, busy and calm times taken together",
    arguments: WorkloadFamily.allCases)
  func measuredWindow(family: WorkloadFamily) {
    let parameters = family.parameters
    let middle = Array(repeating: 0.5, count: FamilyParameters.dimensions)
    for (distinct, window) in [(5000.0, 1.0), (200, 0.1), (20_000, 10), (100, 1)] {
      let writes = parameters.writes(
        distinct: distinct, window: Seconds(window), pages: Pages(262_144), latents: middle[...])
      let written = writes.classes.reduce(0.0) { sum, part in
        let pages = Double(part.pages.count)
        let rate = part.writes.rate.value * parameters.busyShare.median
        return sum - pages * expm1(-rate * window / pages)
      }
      let meant = distinct * parameters.rate.median
      // In more than half of all cases some families' guests are met in another phase.
      let seen = pow(distinct / window, 2)
      let mayDiffer = parameters.otherPhase * seen / (seen + 40_000)
      #expect(mayDiffer > 0.5 || abs(written / meant - 1) < 0.02, "\(family) \(distinct)")
      #expect(writes.classes.reduce(0) { $0 + $1.pages.count } == 262_144)
    }
  }

  @Test("one number does not pin the curve: replications differ")
  func uncertainty() throws {
    let writes = #"{ "measured": { "rate": "5000 pages/s", "window": "1 s", "workload": "java" } }"#
    let hot = try (0..<20).map { try Self.draw(writes, replication: UInt64($0))[0].pages.count }
    #expect(Set(hot).count > 15)
    #expect(try Self.draw(writes) == Self.draw(writes))
  }

  @Test("the rate of this very migration is met in every replication, that of another time in few")
  func current() throws {
    func written(_ more: String, _ replication: Int) throws -> Double {
      try Self.draw(
        #"{ "measured": { "rate": "5000 pages/s", "window": "1 s", "bursts": { "every": "1 s", "share": 1 }\#(more) } }"#,
        replication: UInt64(replication)
      ).reduce(0) { sum, part in
        let pages = Double(part.pages.count)
        return sum - pages * expm1(-part.writes.rate.value / pages)
      }
    }
    let now = try (0..<20).map { try written(#", "current": true"#, $0) }
    #expect(now.allSatisfy { abs($0 / 5000 - 1) < 0.02 })
    let before = try (0..<20).map { try written("", $0) }
    #expect(before.contains { abs($0 / 5000 - 1) > 0.2 })
  }

  @Test("a writer that is known never to pause ends less often near the rate of the link")
  func steady() throws {
    func finished(_ bursts: String) throws -> Double {
      let run = ExperimentRun(
        try Scenario(
          parsing: """
            { "format": 1, "hosts": [ { "name": "a" }, { "name": "b" } ],
              "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s" } ] },
              "vms": [ { "name": "vm", "host": "a", "memory": "2 GiB", "writes": { "measured": {
                "rate": "28000 pages/s", "window": "1 s", "current": true\(bursts) } } } ],
              "requests": [ { "migrate": "vm", "to": "b" } ], "until": "3 min",
              "strategies": { "s": { "preCopy": { "engine": "qemu-11" } } }, "replications": 100 }
            """, file: "steady.json"))
      let rows = run.files.first { $0.name == "migrations.csv" }!.text
      return Double(rows.split(separator: "\n").count { $0.contains(",finished,") })
    }
    #expect(try finished(#", "bursts": { "every": "1 s", "share": 1 }"#) < 0.8 * finished(""))
  }

  // MARK: Time

  @Test(
    "a trace replays as the same rates given as phases, to the byte",
    arguments: ["repeat", "hold", "stop"])
  func trace(ending: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "trace-\(ending)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try "time_s,rate_writes_per_s\n0,20000\n7.5,500\n10.5,90000\n11,0\n".write(
      to: folder.appending(path: "rates.csv"), atomically: true, encoding: .utf8)
    func run(_ activity: String) throws -> String {
      Self.rounds(
        try Self.scenario(
          #"{ "hot": { "size": "128 MiB", "rate": "1000 writes/s" }, "rest": { "rate": "200 writes/s" }, "activity": \#(activity) }"#,
          file: folder.appending(path: "test.json").path))
    }
    let traced = try run(#"{ "trace": { "file": "rates.csv", "then": "\#(ending)" } }"#)
    let phased = try run(
      #"""
      { "phases": { "then": "\#(ending)", "list": [
        { "for": "7.5 s", "rate": "20000 writes/s" }, { "for": "3 s", "rate": "500 writes/s" },
        { "for": "0.5 s", "rate": "90000 writes/s" }, { "for": "0.5 s", "share": 0 } ] } }
      """#)
    #expect(traced == phased)
    #expect(traced.split(separator: "\n").count > 5)
  }

  @Test("with an equal seed, modulation and days give equal results, and each its own")
  func variation() throws {
    func run(_ activity: String) throws -> String {
      Self.rounds(
        try Self.scenario(#"{ "rest": { "rate": "20000 writes/s" }, "activity": \#(activity) }"#))
    }
    let onOff = #"{ "onOff": { "busy": "2 s", "calm": "1 s", "calmShare": 0.1 } }"#
    let daily = #"{ "daily": { "swing": 0.9, "peak": "12 h" } }"#
    #expect(try run(onOff) == run(onOff))
    #expect(try run(daily) != run(onOff))
  }

  // MARK: Fidelity

  @Test("page by page, a scenario's means are those by numbers")
  func fidelity() throws {
    var scenario = try Self.scenario(
      #"{ "hot": { "size": "64 MiB", "rate": "20000 writes/s" }, "rest": { "rate": "500 writes/s" } }"#
    )
    scenario.replications = 20
    func sent(_ fidelity: String) -> Double {
      scenario.useFidelity(fidelity)
      let lines = ExperimentRun(scenario, jobs: 1).files.first { $0.name == "migrations.csv" }!.text
        .split(separator: "\n")
      let column = lines[0].split(separator: ",").firstIndex(of: "sent_bytes")!
      let values = lines.dropFirst().map {
        Double($0.split(separator: ",", omittingEmptySubsequences: false)[column])!
      }
      return values.reduce(0, +) / 20
    }
    let (numbers, pages) = (sent("statistical"), sent("pages"))
    #expect(numbers != pages && abs(numbers / pages - 1) < 1e-3)
  }

  // MARK: What cannot be

  @Test(
    "what cannot be is refused, with its line and what to write instead",
    arguments: [
      (#"{ "rest": { "rate": "-1 writes/s" } }"#, "\"-1 writes/s\" is negative"),
      (#"{ "rest": { "rate": "2e10 writes/s" } }"#, "is above \"40960 GB/s\""),
      (#"{ "rest": { "rate": "9 reads/s" } }"#, "\"9 reads/s\" is a rate of reads"),
      (
        #"{ "rest": { "rate": { "uniform": { "low": "1 pages/s", "high": "9 reads/s" } } } }"#,
        "\"9 reads/s\" is a rate of reads"
      ),
      (
        #"{ "rest": { "rate": "1 pages/s", "reads": "9 writes/s" } }"#,
        "\"9 writes/s\" is a rate of writes"
      ),
      (#"{ "hot": { "size": "2 GiB", "rate": "1 writes/s" } }"#, "its writes take 2 GiB"),
      (#"{ "measured": { "rate": "1 pages/s", "window": "0 s" } }"#, "\"0 s\" is not positive"),
      (
        #"{ "measured": { "rate": "1 pages/s", "window": "1 s", "bursts": { "every": "1 s", "share": 0 } } }"#,
        "share"
      ),
      (
        #"{ "measured": { "rate": "300000 pages/s", "window": "1 s" } }"#,
        "writes.measured.rate: 300000 pages/s over a window of 1 s are 1172 MiB of distinct pages, and the VM has 1 GiB of memory; write 262144 pages/s or less, or the window over which it was measured"
      ),
      (
        #"{ "measured": { "rate": "1 pages/s", "window": "1 s" }, "rest": { "rate": "1 writes/s" } }"#,
        "one of rest, curve and measured"
      ),
      (
        #"{ "rest": { "rate": "1 writes/s" }, "activity": { "trace": { "file": "none.csv", "then": "hold" } } }"#,
        "the trace none.csv is not a file that can be read"
      ),
      (
        #"{ "rest": { "rate": "1 writes/s" }, "activity": { "phases": { "list": [ { "for": "1 s" } ], "then": "hold" } } }"#,
        "a phase has either a share or a rate"
      ),
      (
        #"{ "activity": { "phases": { "list": [ { "for": "1 s", "rate": "1 writes/s" } ], "then": "hold" } } }"#,
        "no pages that they could go to"
      ),
    ])
  func refusals(writes: String, problem: String) {
    let errors = #expect(throws: ScenarioErrors.self) { try Self.scenario(writes) }
    #expect(errors?.description.contains(problem) == true, "\(errors!)")
    #expect(errors?.description.contains("test.json:4:") == true)
  }

  @Test(
    "a trace that is none is refused with its line",
    arguments: [
      ("0,1\n2,1\n1,1", 4, "goes back in time"), ("0,1\n1,-1", 3, "is negative"),
      ("1,1\n2,1", 2, "begins at 1.0 s"), ("0,1\n1,\n2,1", 3, "has a gap at"),
      ("0,1", 2, "is the only line"), ("0,1\n1,2e10", 3, "is faster than memory"),
      ("0,1\n1,1\n2,1\n3,1\n4,1\n5,1\n9,1", 8, "a gap"), ("0,1\n1,inf", 3, "is not a number"),
    ])
  func traceFaults(lines: String, line: Int, problem: String) {
    let error = #expect(throws: NumberTableError.self) {
      try ActivityTrace.phases(
        of: NumberTable(parsing: "time_s,rate_writes_per_s\n\(lines)", file: "t.csv"))
    }
    #expect(error?.line == line && error?.description.contains(problem) == true, "\(error!)")
  }
}
