import Datacenter
import Experiment
import Foundation
import Strategies
import Testing

@Suite("A hybrid is pre-copy until its time is over")
struct HybridTests {
  /// One VM of 1 GiB over 10 Gbit/s, of which 64 MiB are written; a row for each strategy.
  private static func rows(
    rate: String = "400000 writes/s", _ strategies: String
  ) throws -> [String: [String: String]] {
    let run = try ExperimentRun(
      Scenario(
        parsing: """
          { "format": 1,
            "hosts": [ { "name": "a", "memory": "2 TiB" }, { "name": "b", "memory": "2 TiB" } ],
            "network": { "links": [ { "between": ["a", "b"], "bandwidth": "10 Gbit/s",
                                      "latency": "50 us" } ] },
            "vms": [ { "name": "vm", "host": "a", "memory": "1 GiB", "devices": "bare",
                       "writes": { "hot": { "size": "64 MiB", "rate": "\(rate)" } } } ],
            "requests": [ { "migrate": "vm", "to": "b" } ],
            "faults": [ { "fault": "start-post-copy", "vm": "vm", "at": "1 h" } ],
            "strategies": { \(strategies) }, "replications": 1, "seed": 1 }
          """, file: "test.json"))
    let text = try #require(run.files.first { $0.name == "migrations.csv" }).text
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return Dictionary(
      uniqueKeysWithValues: lines.dropFirst().map { line in
        let row = Dictionary(uniqueKeysWithValues: zip(lines[0], line))
        return (row["strategy"]!, row)
      })
  }

  @Test("it ends as QEMU's pre-copy does where that ends, with time and bytes alike")
  func endsEarly() throws {
    let rows = try Self.rows(
      """
      "pre": { "preCopy": { "engine": "qemu-8.2", "maximumBandwidth": "100 Gbit/s" } },
      "hybrid": { "postCopy": { "after": "60 s" } },
      "told": { "postCopy": { "onCommand": true } }
      """)
    let (pre, hybrid) = (try #require(rows["pre"]), try #require(rows["hybrid"]))
    #expect(hybrid["stopped_because"] == "within-downtime-limit")
    #expect(hybrid["page_faults"] == "")
    for column in ["total_time_s", "sent_bytes", "downtime_s"] {
      let (a, b) = (Double(pre[column]!)!, Double(hybrid[column]!)!)
      #expect(abs(a - b) <= 0.02 * a, "\(column): \(a) and \(b)")
    }
    // 1.07 GiB over one stream of 7 Gbit/s.
    #expect(abs(Double(hybrid["total_time_s"]!)! - 1.31) < 0.1)
    #expect(rows["told"]!["outcome"] == "finished")
  }

  @Test("where pre-copy does not end, the VM moves ahead at the time-out")
  func timesOut() throws {
    let rows = try Self.rows(
      rate: "400000 writes/s",
      """
      "hybrid": { "postCopy": { "after": "5 s", "downtimeLimit": "1 ms" } },
      "passes": { "postCopy": { "after": "5 s", "downtimeLimit": "0 s" } }
      """)
    for row in rows.values {
      #expect(row["stopped_because"] == "post-copy")
      let total = Double(row["total_time_s"]!)!
      #expect(total > 5 && total < 5.5)
    }
  }

  @Test("a downtime limit without a live part that it could end is refused")
  func refused() {
    #expect {
      try Scenario(
        parsing: #"""
          { "format": 1, "hosts": [ { "name": "a" }, { "name": "b" } ],
            "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s" } ] },
            "vms": [ { "name": "vm", "host": "a", "memory": "1 GiB", "devices": "bare" } ],
            "requests": [ { "migrate": "vm", "to": "b" } ],
            "strategies": { "s": { "postCopy": { "passes": 1, "downtimeLimit": "1 s" } } } }
          """#, file: "test.json")
    } throws: { "\($0)".contains("belongs to \"after\" or \"onCommand\"") }
  }
}
