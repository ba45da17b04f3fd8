import Datacenter
import Quantities
import Strategies
import StrictJSON
import Testing

@testable import Experiment

@Suite("What guests feel, in a scenario")
struct GuestKeysTests {
  /// A scenario with keys for host a, for its VM and at the top.
  static func text(
    host: String = "", vm: String = "", writes: String = "{}", top: String = "",
    strategy: String = #"{ "preCopy": {} }"#
  ) -> String {
    """
    { "format": 1,
      "hosts": [ { "name": "a", "memory": "1 GiB"\(host) }, { "name": "b", "memory": "1 GiB" } ],
      "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s" } ] },
      "vms": [ { "name": "web", "host": "a", "memory": "64 MiB", "devices": "bare", "writes": \(writes)\(vm) } ],
      "requests": [ { "at": "1 s", "migrate": "web", "to": "b" } ],
      "strategies": { "it": \(strategy) }\(top),
      "replications": 1 }
    """
  }

  static func run(_ text: String) throws -> ExperimentRun {
    ExperimentRun(try Scenario(parsing: text, file: "test.json"))
  }

  /// A file's rows, each by its columns.
  static func rows(_ name: String, of run: ExperimentRun) throws -> [[String: String]] {
    let file = try #require(run.files.first { $0.name == name })
    let lines = file.text.split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  // MARK: Keys

  @Test(
    "an emulated guest without a strategy that it matters to is an error",
    arguments: [
      (#"{ "preCopy": {} }"#, "", #""emulated" has no effect with these strategies"#),
      (
        #"{ "preCopy": { "engine": "qemu-7.2" } }"#, #", "fidelity": "pages""#,
        #"is "emulated", which has no effect page by page"#
      ),
    ])
  func emulation(strategy: String, top: String, problem: String) throws {
    let text = Self.text(vm: #", "emulated": true"#, top: top, strategy: strategy)
    let error = try #require(throws: ScenarioErrors.self) {
      try Scenario(parsing: text, file: "test.json")
    }
    #expect("\(error)".contains(problem))
  }

  @Test("an emulated guest has fewer dirty pages with QEMU 7.2, and as many with QEMU 11")
  func emulatedWrites() throws {
    func sent(_ engine: String, _ vm: String) throws -> Double {
      let strategy =
        #"{ "preCopy": { "engine": "\#(engine)", "downtimeLimit": "5 ms" } }, "other": { "preCopy": { "engine": "qemu-7.2" } }"#
      let run = try Self.run(
        Self.text(
          vm: vm, writes: #"{ "hot": { "size": "16 MiB", "rate": "40000 writes/s" } }"#,
          top: #", "until": "20 s""#, strategy: strategy))
      let rows = try Self.rows("rounds.csv", of: run).filter { $0["strategy"] == "it" }
      let dirtied = rows.map { Double($0["dirtied_bytes"] ?? "") ?? 0 }
      return dirtied[1...10].reduce(0, +)
    }
    let emulated = #", "emulated": true"#
    #expect(try sent("qemu-7.2", emulated) < 0.99 * sent("qemu-7.2", ""))
    #expect(try sent("qemu-11", emulated) == sent("qemu-11", ""))
  }

  @Test(
    "what makes no sense is refused with what to write instead",
    arguments: [
      (text(host: #", "migrationCores": 2"#), "add \"cores\""),
      (text(host: #", "cores": 0"#), "above 0"),
      (text(vm: #", "vcpus": 0"#), "from 1 to 4096"),
      (text(vm: #", "firstWriteCost": "2 s""#), "is above"),
      (text(top: #", "guestView": "1 us""#), "1 ms"),
      (text(writes: #"{ "readsPerWrite": -1 }"#), "is negative"),
      (text(strategy: #"{ "postCopy": { "passes": 1, "after": "3 s" } }"#), "keep one of them"),
      (text(strategy: #"{ "postCopy": { "after": "3 s", "onCommand": true } }"#), "keep one"),
      (text(strategy: #"{ "postCopy": { "pivots": 3 } }"#), "belongs to \"prepaging\""),
      (text(strategy: #"{ "postCopy": { "reconnection": "-1 s" } }"#), "is negative"),
      (
        text(strategy: #"{ "postCopy": { "recovers": false, "reconnection": "1 s" } }"#),
        "has no effect with \"recovers\": false"
      ),
      (
        text(strategy: #"{ "postCopy": { "liveRateCap": "1 Gbit/s" } }"#),
        "has no effect without live passes"
      ),
      (
        text(strategy: #"{ "postCopy": { "passes": 0, "pushOrder": "cyclic" } }"#),
        "has no effect without live passes"
      ),
      (
        text(strategy: #"{ "postCopy": { "onCommand": true } }"#),
        "neither a fault nor a manager gives one"
      ),
    ])
  func refused(text: String, complaint: String) {
    #expect(complaints(text).contains(complaint), "\(complaints(text))")
  }

  @Test(
    "every way to switch over is taken",
    arguments: [
      (#"{}"#, PostCopy.SwitchOver.atStart), (#"{ "passes": 0 }"#, .atStart),
      (#"{ "passes": 2 }"#, .afterPasses(2)), (#"{ "after": "3 s" }"#, .afterTime(Seconds(3))),
      (#"{ "onCommand": true }"#, .onCommand), (#"{ "onCommand": false }"#, .atStart),
    ])
  func switchOver(keys: String, expected: PostCopy.SwitchOver) throws {
    let word = #", "faults": [ { "fault": "start-post-copy", "vm": "web", "at": "4 s" } ]"#
    let scenario = try Scenario(
      parsing: Self.text(top: word, strategy: "{ \"postCopy\": \(keys) }"), file: "test.json")
    let strategy = scenario.whole.parts.strategies[0].value.strategy
    #expect((strategy as? PostCopy)?.switchOver == expected)
  }

  // MARK: Reads

  @Test("reads go where writes go, and are none unless they are said")
  func reads() throws {
    let plain = try WritesTests.draw(#"{ "hot": { "size": "64 MiB", "rate": "100 writes/s" } }"#)
    #expect(plain.allSatisfy { $0.reads == .zero })
    let read = try WritesTests.draw(
      #"{ "hot": { "size": "64 MiB", "rate": "100 writes/s", "reads": "50 reads/s" }, "rest": { "rate": "0 writes/s", "reads": "7 reads/s" }, "readsPerWrite": 2 }"#
    )
    #expect(read.map(\.reads.value) == [250, 7])
    #expect(read.map(\.writes) == [.uniform(PagesPerSecond(100)), .never])
    let zipf = try WritesTests.draw(
      #"{ "zipf": { "size": "512 MiB", "rate": "100 writes/s", "reads": "300 reads/s" } }"#)
    for pageClass in zipf where pageClass.writes.rate > .zero {
      #expect(abs(pageClass.reads / pageClass.writes.rate - 3) < 1e-9)
    }
  }

  @Test("reads are drawn without moving what is drawn beside them")
  func drawnReads() throws {
    let sizes =
      #""size": { "uniform": { "low": "1 MiB", "high": "99 MiB" } }, "rate": "1 writes/s""#
    let plain = try WritesTests.draw("{ \"sweep\": { \(sizes) } }")
    let read = try WritesTests.draw("{ \"sweep\": { \(sizes), \"reads\": \"9 reads/s\" } }")
    #expect(plain.map(\.pages) == read.map(\.pages))
    #expect(plain.map(\.writes) == read.map(\.writes))
  }

  // MARK: guest.csv

  static let busy = #"{ "hot": { "size": "16 MiB", "rate": "20000 writes/s" } }"#

  @Test("guest.csv is written when asked for, and its samples add up")
  func guestTable() throws {
    let quiet = try Self.run(Self.text(vm: #", "firstWriteCost": "2 us""#, writes: Self.busy))
    #expect(!quiet.files.contains { $0.name == "guest.csv" })
    let run = try Self.run(
      Self.text(
        vm: #", "firstWriteCost": "2 us""#, writes: Self.busy, top: #", "guestView": "50 ms""#))
    let rows = try Self.rows("guest.csv", of: run)
    let whole = try #require(rows.first)
    #expect(whole["kind"] == "whole")
    let samples = rows.dropFirst()
    #expect(samples.allSatisfy { $0["kind"] == "sample" })
    func number(_ row: [String: String], _ column: String) -> Double { Double(row[column]!)! }
    for column in ["duration_s", "work_s", "lost_work_s", "logging_s", "paused_s"] {
      let sum = samples.reduce(0) { $0 + number($1, column) }
      #expect(abs(sum - number(whole, column)) < 1e-6, "\(column)")
    }
    let migration = try #require(try Self.rows("migrations.csv", of: run).first)
    #expect(abs(number(whole, "lost_work_s") - number(migration, "lost_work_s")) < 1e-6)
    #expect(number(migration, "reduced_speed_s") > 0.4)
    #expect(
      abs(number(whole, "work_s") + number(whole, "lost_work_s") - number(whole, "duration_s"))
        < 1e-6)
    // What nobody asks for changes nothing.
    #expect(
      quiet.files.first { $0.name == "migrations.csv" }!.text
        == run.files.first { $0.name == "migrations.csv" }!.text)
  }

  @Test("a host that is short of cores slows down what runs there")
  func cores() throws {
    let run = try Self.run(
      Self.text(
        host: #", "cores": 2, "migrationCores": 2"#, vm: #", "vcpus": 2"#,
        top: #", "guestView": "10 ms""#))
    let rows = try Self.rows("guest.csv", of: run)
    #expect(rows.contains { $0["speed"] == "0.5" })
    let migration = try #require(try Self.rows("migrations.csv", of: run).first)
    #expect(Double(migration["lost_work_s"]!)! > 0.25)
    #expect(migration["page_faults"] == "")
    #expect(migration["vm_lost"] == "0")
  }

  @Test("a VM that is off feels nothing")
  func off() throws {
    let run = try Self.run(
      Self.text(
        vm: #", "power": "off""#, top: #", "guestView": "50 ms""#, strategy: #"{ "cold": {} }"#))
    #expect(try Self.rows("guest.csv", of: run).isEmpty)
    #expect(try Self.rows("migrations.csv", of: run)[0]["lost_work_s"] == "")
  }

  @Test("a word from outside is a fault that starts post-copy")
  func startPostCopy() throws {
    let run = try Self.run(
      Self.text(
        writes: #"{ "rest": { "rate": "90000 writes/s" } }"#,
        top: #", "faults": [ { "fault": "start-post-copy", "vm": "web", "at": "4 s" } ]"#,
        strategy: #"{ "postCopy": { "onCommand": true } }"#))
    let stages = try Self.rows("stages.csv", of: run)
    let dark = try #require(stages.first { $0["stage"] == "stop-and-copy" })
    // The sender takes commands up between turns of 50 ms.
    let started = try #require(Double(dark["started_s"] ?? ""))
    #expect(started >= 4 && started < 4.051)
    #expect(try Self.rows("migrations.csv", of: run)[0]["outcome"] == "finished")
  }
}
