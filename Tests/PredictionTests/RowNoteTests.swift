import Strategies
import Testing

@testable import Prediction

@Suite("What has no effect is said")
struct RowNoteTests {
  /// A way to move a VM, and what is set on it.
  struct Case: Sendable, CustomTestStringConvertible {
    let technique: String
    let engine: String
    let column: String
    let value: String
    var testDescription: String { "\(column) = \(value), \(technique), \(engine)" }
  }

  private static let values = [
    ("downtime_limit_ms", "60"), ("rate_cap_mib_per_s", "10"), ("auto_converge", "1"),
    ("xbzrle_cache_mib", "128"), ("multifd_channels", "4"), ("compression", "zstd"),
    ("stop_when_stalled", "1"), ("announcement_ms", "500"),
  ]
  static let everySetting = ["qemu-7.2", "xen-modern", "cloud-hypervisor"].flatMap { engine in
    MigrationCase.Technique.allCases.flatMap { technique in
      values.map {
        Case(technique: technique.rawValue, engine: engine, column: $0.0, value: $0.1)
      }
    }
  }

  @Test(
    "a setting is told exactly where predictions are the same without it", arguments: everySetting)
  func effects(setting: Case) throws {
    func predicted(_ value: String) throws -> Predicted {
      try Predicted(
        """
        memory_mib,dirty_rate_pages_per_s,link_mbit_per_s,workload,technique,engine,\(setting.column)
        1024,30000,900,database,\(setting.technique),\(setting.engine),\(value)

        """
      ) { $0.replications = 20 }
    }
    let (without, with) = (try predicted(""), try predicted(setting.value))
    guard with.tally.failed == 0, without.tally.failed == 0 else { return }
    let changes = PredictionColumns.names.contains { with.rows[0][$0] != without.rows[0][$0] }
    let note = "vms.csv:2: \(setting.column): has no effect"
    // What a technique does anyway, and an operator who has nothing to do.
    let isQuiet =
      setting.technique == "auto-converge"
      && ["auto_converge", "stop_when_stalled"].contains(setting.column)
    let isTold = with.complaints.contains { $0.hasPrefix(note) }
    #expect(isTold != changes || isQuiet && !isTold, "\(with.complaints)")
    #expect(!without.complaints.contains { $0.contains("has no effect") })
  }

  @Test(
    "a 0 that does not take away what the technique is says so",
    arguments: [
      ("auto_converge", "auto-converge"), ("xbzrle_cache_mib", "xbzrle"),
      ("post_copy", "post-copy"), ("stop_first", "stop-and-copy"),
    ])
  func denied(column: String, technique: String) throws {
    let answer = try Predicted(
      "memory_mib,dirty_rate_pages_per_s,technique,\(column)\n1024,10,\(technique),0\n1024,10,cold,0\n"
    )
    #expect(
      answer.complaints == [
        "vms.csv:2: \(column): 0 has no effect with the technique \(technique), which is just that; leave it empty, or write another technique"
      ])
  }

  @Test(
    "cells about the guest that others overrule are told",
    arguments: [
      (
        "memory_mib,memory_used_mib,zero_memory_mib,dirty_rate_pages_per_s", "4096,1024,100,9",
        "zero_memory_mib: has no effect beside"
      ),
      (
        "memory_mib,dirty_rate_pages_per_s,dirty_rate_window_s", "1024,unknown,2",
        "dirty_rate_window_s: has no effect without a number"
      ),
      (
        "memory_mib,stream0_pattern,stream0_writes_per_s", "1024,,20",
        "stream0_writes_per_s: has no effect without stream0_pattern"
      ),
      (
        "memory_mib,stream0_pattern,stop_when_stalled", "1024,,1",
        "stop_when_stalled: has no effect on a VM whose writes are known"
      ),
    ])
  func facts(header: String, row: String, note: String) throws {
    let answer = try Predicted("\(header)\n\(row)\n")
    #expect(answer.complaints.count == 1)
    #expect(answer.complaints[0].hasPrefix("vms.csv:2: \(note)"), "\(answer.complaints)")
  }

  @Test("what all of a table says is no note: memory that adds up, and zeroes that ask for nothing")
  func silence() throws {
    let answer = try Predicted(
      """
      memory_mib,memory_used_mib,zero_memory_mib,dirty_rate_pages_per_s,dirty_rate_window_s,auto_converge,multifd_channels,technique
      4096,1024,3072,100,2,0,0,post-copy
      4096,1024,0,100,2,0,0,cold

      """)
    #expect(answer.complaints.isEmpty)
  }

  @Test("a note stands once, with the first row and how many there are")
  func once() throws {
    let answer = try Predicted(
      "memory_mib,dirty_rate_pages_per_s,technique,multifd_channels\n1024,9,,2\n1024,9,cold,2\n1024,9,cold,2\n"
    )
    #expect(
      answer.complaints == [
        "vms.csv:3: multifd_channels: has no effect with a cold migration; leave it empty (2 rows, this is the first)"
      ])
  }

  @Test("compression without a method says what it is taken for")
  func compression() throws {
    let table = "memory_mib,dirty_rate_pages_per_s,technique,compression\n4096,1000,compress,"
    let silent = try Predicted(table + "\n")
    #expect(silent.complaints.count == 1)
    #expect(silent.complaints[0].hasPrefix("vms.csv:2: technique: compress is taken for zlib"))
    let (zlib, zstd) = (try Predicted(table + "zlib\n"), try Predicted(table + "zstd\n"))
    #expect(zlib.complaints.isEmpty && zstd.complaints.isEmpty)
    #expect(
      zlib.rows[0]["predicted_total_time_ms_p50"] == silent.rows[0]["predicted_total_time_ms_p50"])
    #expect(
      try #require(zlib.number("predicted_total_time_ms_p50"))
        > 3 * #require(zstd.number("predicted_total_time_ms_p50")))
  }

  @Test(
    "where an engine's streams are slower than the link, that is said",
    arguments: [
      (
        "qemu-7.2,,100000,",
        "the link is not the limit, as the one stream of qemu-7.2 moves 7 Gbit/s at most; more channels of multifd move more (multifd_channels)"
      ),
      ("qemu-7.2,,100000,4", "as the 4 streams of qemu-7.2 move 28 Gbit/s at most"),
      ("qemu-7.2,post-copy,10000,", "as the one stream of post-copy moves 7 Gbit/s at most"),
      ("xen-modern,,10000,", "as the one stream of xen-modern moves"),
    ])
  func streams(row: String, note: String) throws {
    let header =
      "memory_mib,dirty_rate_pages_per_s,engine,technique,link_mbit_per_s,multifd_channels"
    let answer = try Predicted("\(header)\n1024,9,\(row)\n")
    #expect(answer.complaints.count == 1)
    #expect(answer.complaints[0].hasPrefix("vms.csv:2: link_mbit_per_s: the link is not the limit"))
    #expect(answer.complaints[0].contains(note), "\(answer.complaints)")
    let slow = try Predicted(
      "\(header)\n1024,9,\(row.replacing("100000", with: "900").replacing("10000", with: "900"))\n")
    #expect(slow.complaints.isEmpty)
  }
}
