import Testing

@testable import Experiment

@Suite("What has not ended when the run does")
struct UnfinishedTests {
  /// A guest of 4 GiB on a link of 125 MB/s, and a disk that may be read at 125 MB/s: all of them are busy
  /// all the time once a copy has begun.
  private static func run(_ strategies: String, to target: String) throws -> ExperimentRun {
    try ExperimentRun(
      Scenario(
        parsing: """
          { "format": 1, "hosts": [ { "name": "a" }, { "name": "b" } ],
            "network": { "links": [ { "name": "l", "between": ["a", "b"], "bandwidth": "1 Gbit/s" } ],
                         "usage": "1 s" },
            "storage": [ { "name": "old", "shared": true, "readBandwidth": "1 Gbit/s" },
                         { "name": "new", "shared": true } ],
            "vms": [ { "name": "web", "host": "a", "memory": "4 GiB", "devices": "bare",
                       "writes": { "rest": { "rate": "1000 writes/s" } },
                       "disks": [ { "size": "20 GiB" } ] } ],
            "requests": [ { "migrate": "web", \(target) } ],
            "strategies": { \(strategies) }, "until": "20.3 s", "replications": 1 }
          """, file: "test.json"))
  }

  /// A column of a table, by strategy, of the rows in which another column says something.
  private static func column(
    _ name: String, of file: String, in run: ExperimentRun, where key: String = "point",
    is value: String = ""
  ) throws -> [String: String] {
    let rows = try #require(run.files.first { $0.name == file }).text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let (column, place) = (rows[0].firstIndex(of: name)!, rows[0].firstIndex(of: key)!)
    return Dictionary(
      rows.dropFirst().filter { $0[place] == value }.map { ($0[1], $0[column]) },
      uniquingKeysWith: { first, _ in first })
  }

  private static let memory = """
    "textbook": { "preCopy": { "engine": "textbook" } }, "xen": { "preCopy": {} },
    "peek": { "preCopy": { "engine": "xen-classic" } }, "qemu": { "preCopy": { "engine": "qemu-8.2" } },
    "stop": { "stopAndCopy": {} }, "post": { "postCopy": {} }, "hybrid": { "postCopy": { "passes": 1 } }
    """
  private static let disks = """
    "mirror": { "storage": {} }, "io": { "storage": { "engine": "io-mirroring" } },
    "cold": { "cold": {} }, "parallel": { "cold": { "parallel": true } }
    """

  @Test("it has sent what its link or its disk carried, to the last byte before the end")
  func sent() throws {
    for (strategies, target, link) in [
      (Self.memory, #""to": "b""#, "l:a->b"),
      (Self.disks, #""to": "a", "storage": "new""#, "old:read"),
    ] {
      let run = try Self.run(strategies, to: target)
      let sent = try Self.column("unfinished_sent_bytes", of: "migrations.csv", in: run)
      let carried = try Self.column(
        "carried_bytes", of: "links.csv", in: run, where: "link", is: link)
      #expect(sent.count >= 4)
      for (strategy, bytes) in sent {
        let (bytes, most) = (try #require(Double(bytes)), try #require(Double(carried[strategy]!)))
        // QEMU counts whole pages, and what its socket and that one's reader still hold: one to eight pieces of
        // eight pages.
        let held = strategy.hasPrefix("qemu") ? 32_832...262_656.0 : 0...0
        #expect(bytes - most >= held.lowerBound - 4104, "\(strategy) sent \(bytes) of \(most)")
        #expect(bytes - most <= held.upperBound + 4104, "\(strategy) sent \(bytes) of \(most)")
        #expect(bytes > 1e9, "\(strategy)")
      }
    }
  }

  @Test("its totals are empty, and the round under way is told as far as it came")
  func totals() throws {
    let run = try Self.run(Self.memory, to: #""to": "b""#)
    for name in ["total_time_s", "sent_bytes", "rounds", "downtime_s"] {
      #expect(try Set(Self.column(name, of: "migrations.csv", in: run).values) == [""], "\(name)")
    }
    let took = try Self.column("duration_s", of: "rounds.csv", in: run)
    #expect(took["textbook"] == "20.3")
  }

  @Test("usage of links is told up to the end of the run, not to its last event")
  func usage() throws {
    let run = try Self.run(Self.memory, to: #""to": "b""#)
    let times = try Self.column("duration_s", of: "links.csv", in: run, where: "kind", is: "whole")
    #expect(Set(times.values) == ["20.3"])
  }

  @Test("a link that loads take whole is why, and not a lack of time")
  func taken() throws {
    func told(_ load: String) throws -> (reason: String?, why: String) {
      let scenario = try Scenario(
        parsing: """
          { "format": 1, "hosts": [ { "name": "a" }, { "name": "b" } ],
            "network": { "links": [ { "name": "l", "between": ["a", "b"], "bandwidth": "1 Gbit/s" } ],
                         "loads": [ { "link": "l", "rate": "\(load)" } ] },
            "vms": [ { "name": "web", "host": "a", "memory": "4 GiB", "devices": "bare" } ],
            "requests": [ { "migrate": "web", "to": "b" } ],
            "strategies": { "live": { "preCopy": {} } }, "until": "20 s", "replications": 1 }
          """, file: "test.json")
      return (
        try Self.column("reason", of: "migrations.csv", in: ExperimentRun(scenario))["live"],
        try Explanation(scenario).text
      )
    }
    let whole = try told("1 Gbit/s")
    #expect(whole.reason == "link-taken")
    #expect(whole.why.contains("The loads take all of the link"), "\(whole.why)")
    #expect(whole.why.contains("\"l:a->b\""), "\(whole.why)")
    #expect(try told("0.9 Gbit/s").reason == "still-sending")
  }

  @Test("what has ended is not there again")
  func finished() throws {
    let text = try Self.run(#""cold": { "cold": {} }"#, to: #""to": "b""#)
    let rows = try Self.column("outcome", of: "migrations.csv", in: text)
    #expect(rows == ["cold": "unfinished"])
    let shared = try ExperimentRun(
      Scenario(parsing: FaultSpecTests.text(), file: "test.json"))
    let sent = try Self.column("unfinished_sent_bytes", of: "migrations.csv", in: shared)
    #expect(sent == ["live": ""])
  }
}
