import Experiment
import Foundation
import Testing

@testable import Prediction

/// One question, asked of `run` and of `predict`, with defaults only.
struct AskedBothWays: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// The VM's keys beside its name and host.
  let vm: String
  /// Gbit/s.
  let link: Double
  let strategy: String
  /// Column and cell.
  let cells: [(String, String)]

  init(
    _ description: String, memory: Int, link: Double = 10, writes: String = "",
    strategy: String, cells: [(String, String)]
  ) {
    testDescription = description
    vm = "\"memory\": \"\(memory) MiB\"\(writes)"
    self.link = link
    self.strategy = strategy
    self.cells = [("memory_mib", "\(memory)"), ("link_mbit_per_s", "\(link * 1000)")] + cells
  }

  func scenario(replications: Int) throws -> Scenario {
    try Scenario(
      parsing: """
        { "format": 1, "hosts": [ { "name": "a" }, { "name": "b" } ],
          "network": { "links": [ { "between": ["a", "b"], "bandwidth": "\(link) Gbit/s" } ] },
          "vms": [ { "name": "vm", "host": "a", \(vm) } ],
          "requests": [ { "migrate": "vm", "to": "b" } ], "strategies": { "s": \(strategy) },
          "replications": \(replications), "seed": 1 }
        """, file: "asked.json")
  }

  var inventory: String {
    cells.map(\.0).joined(separator: ",") + "\n" + cells.map(\.1).joined(separator: ",") + "\n"
  }
}

@Suite("One question has one answer, from run and from predict")
struct SameAnswerTests {
  private static func measured(_ rate: Int, _ workload: String) -> String {
    """
    , "writes": { "measured": { "rate": "\(rate) pages/s", "window": "1 s",
                                "workload": "\(workload)" } }
    """
  }
  private static func qemu(_ engine: String, _ more: String = "") -> String {
    #"{ "preCopy": { "engine": "\#(engine)"\#(more) } }"#
  }
  private static func rate(_ rate: Int, _ workload: String, _ more: (String, String)...)
    -> [(String, String)]
  {
    [("dirty_rate_pages_per_s", "\(rate)"), ("workload", workload)] + more
  }

  static let questions = [
    AskedBothWays(
      "8 GiB, idle, as QEMU comes", memory: 8192, strategy: qemu("qemu-8.2"),
      cells: [("engine", "qemu-8.2")]),
    AskedBothWays(
      "4 GiB, idle, over Gigabit Ethernet", memory: 4096, link: 1, strategy: qemu("qemu-7.2"),
      cells: []),
    AskedBothWays(
      "4 GiB, a database", memory: 4096, writes: measured(3000, "database"),
      strategy: qemu("qemu-7.2"), cells: rate(3000, "database")),
    AskedBothWays(
      "8 GiB, Java, with QEMU 11", memory: 8192, writes: measured(5000, "java"),
      strategy: qemu("qemu-11"), cells: rate(5000, "java", ("engine", "qemu-11"))),
    AskedBothWays(
      "2 GiB, a compiler, with a limit of 100 ms", memory: 2048, link: 1,
      writes: measured(500, "compile"), strategy: qemu("qemu-8.2", #", "downtimeLimit": "100 ms""#),
      cells: rate(500, "compile", ("engine", "qemu-8.2"), ("downtime_limit_ms", "100"))),
    AskedBothWays(
      "4 GiB, a database, with Xen", memory: 4096, link: 1, writes: measured(2000, "database"),
      strategy: qemu("xen-modern"), cells: rate(2000, "database", ("engine", "xen-modern"))),
    AskedBothWays(
      "4 GiB, idle, paused throughout", memory: 4096, strategy: #"{ "stopAndCopy": {} }"#,
      cells: [("technique", "stop-and-copy")]),
    AskedBothWays(
      "4 GiB, Java, by post-copy", memory: 4096, link: 1, writes: measured(2000, "java"),
      strategy: #"{ "postCopy": {} }"#, cells: rate(2000, "java", ("technique", "post-copy"))),
    AskedBothWays(
      "4 GiB, of which three quarters are zeroes, paused throughout", memory: 4096,
      writes: #", "writes": { "zero": { "size": "3 GiB" } }"#,
      strategy: #"{ "stopAndCopy": { "stream": "qemu" } }"#,
      cells: [("memory_used_mib", "1024"), ("technique", "stop-and-copy")]),
    AskedBothWays(
      "4 GiB, a database, compressed with zstd", memory: 4096, link: 1,
      writes: measured(3000, "database"),
      strategy: qemu("qemu-7.2", #", "multifd": {}, "compression": {}"#),
      cells: rate(3000, "database", ("technique", "compress"), ("compression", "zstd"))),
    // What is left of a changed page is the strategy's in a scenario, and the guest's in a row: of 98 % of
    // databases 0.1195 of it (`CalibratedFamilies`).
    AskedBothWays(
      "4 GiB, a database, with XBZRLE", memory: 4096, link: 1,
      writes: measured(20_000, "database"),
      strategy: qemu("qemu-7.2", #", "xbzrle": { "encodedPage": "489.472 B" }"#),
      cells: rate(20_000, "database", ("technique", "xbzrle"))),
    AskedBothWays(
      "4 GiB, a database, with XBZRLE and a large cache", memory: 4096, link: 1,
      writes: measured(20_000, "database"),
      strategy: qemu(
        "qemu-7.2", #", "xbzrle": { "cache": "1 GiB", "encodedPage": "489.472 B" }"#),
      cells: rate(20_000, "database", ("technique", "xbzrle"), ("xbzrle_cache_mib", "1024"))),
    AskedBothWays(
      "16 GiB, a database, with vMotion", memory: 16384, writes: measured(4000, "database"),
      strategy: qemu("vmware-like"), cells: rate(4000, "database", ("engine", "vmware-like"))),
    AskedBothWays(
      "4 GiB, idle, with Hyper-V", memory: 4096, strategy: qemu("hyper-v-like"),
      cells: [("engine", "hyper-v-like")]),
  ]

  @Test("medians of total time and downtime differ by less than 2 %", arguments: questions)
  func medians(asked: AskedBothWays) throws {
    let run = ExperimentRun(try asked.scenario(replications: 1000), jobs: 2)
    let answer = try FieldCase.predicted(asked.inventory, replications: 1000) { $0.jobs = 2 }.cells
    for (metric, column) in [
      ("total_time", "predicted_total_time_ms_p50"), ("downtime", "predicted_downtime_ms_p50"),
    ] {
      let simulated = try #require(run.median("s", metric))
      let predicted = try #require(answer[column].flatMap(Double.init)) / 1000
      #expect(
        abs(predicted / simulated - 1) < 0.02, "\(metric): run \(simulated), predict \(predicted)")
    }
  }
}
