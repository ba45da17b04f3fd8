import Foundation
import Testing

@Suite("What README says of the scenarios of post-copy and of the guest's view is what they answer")
struct GuestScenarioTests {
  /// The first migration of each strategy, by its columns, as recorded.
  private func recorded(_ scenario: String) throws -> [String: [String: String]] {
    let path = RecordedResultsTests.repository
      .appending(path: "Results/\(scenario)/migrations.csv").path
    let rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    let all = rows.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(rows[0], $0)) }
    return Dictionary(all.map { ($0["strategy"]!, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private func numbers(_ scenario: String, _ column: String) throws -> [String: Double] {
    try recorded(scenario).compactMapValues { Double($0[column]!) }
  }

  @Test("four ways converge; each is paid for in its own coin")
  func fourWays() throws {
    let outcomes = try recorded("four-ways-to-converge").mapValues { $0["outcome"]! }
    #expect(outcomes.filter { $0.value == "unfinished" }.map(\.key) == ["wait"])
    let time = try numbers("four-ways-to-converge", "total_time_s")
    let dark = try numbers("four-ways-to-converge", "downtime_s")
    let lost = try numbers("four-ways-to-converge", "lost_work_s")
    let waits = try numbers("four-ways-to-converge", "page_wait_s")
    #expect(dark["higher-limit"]! > 2 && dark.values.count { $0 > 1 } == 1)
    #expect(time["throttling"] == time.values.max())
    #expect(lost["throttling"]! > 100 * dark["throttling"]!)
    #expect(dark["post-copy"] == dark.values.min() && waits["post-copy"]! > 5)
    #expect(time["more-bandwidth"] == time.values.min())
    #expect(lost["more-bandwidth"] == lost.values.min())
  }

  @Test("a channel of its own spares small pages nearly all waiting, and huge ones nearly none")
  func hugePages() throws {
    let waits = try numbers("postcopy-hugepages", "page_wait_s")
    let time = try numbers("postcopy-hugepages", "total_time_s")
    #expect(waits["4-kib-own-channel"]! < 0.1 * waits["4-kib"]!)
    #expect(waits["1-gib-own-channel"]! > 0.9 * waits["1-gib"]!)
    #expect(waits["1-gib"]! > 0.9 * time["1-gib"]!)
  }

  @Test("after a lost link pre-copy starts anew, and post-copy goes on with what is missing")
  func linkLost() throws {
    let rows = try recorded("postcopy-link-lost")
    #expect(rows["pre-copy"]?["outcome"] == "failed")
    #expect(rows["hybrid"]?["outcome"] == "failed", "it was still in its live pass")
    #expect(rows["post-copy"]?["outcome"] == "finished")
    let stalls = try numbers("postcopy-link-lost", "longest_stall_s")
    #expect((4...5.1).contains(stalls["post-copy"]!))
    #expect((34...35.1).contains(stalls["late-reconnection"]!))
    let resent = try numbers("postcopy-link-lost", "resent_bytes")
    #expect(resent["post-copy"] == 0)
  }

  @Test("a host that dies takes along only the VM that is in two halves")
  func hostLost() throws {
    let lost = try numbers("postcopy-host-lost", "vm_lost")
    #expect(lost == ["pre-copy": 0, "post-copy": 1, "hybrid": 0])
  }

  @Test("two live passes take little longer than none, and leave a tenth of the waiting for pages")
  func hybrid() throws {
    let waits = try numbers("hybrid-when-to-switch", "page_wait_s")
    let time = try numbers("hybrid-when-to-switch", "total_time_s")
    #expect(waits["2-passes"]! < 0.1 * waits["at-once"]!)
    #expect(time["2-passes"]! < 1.15 * time["at-once"]!)
  }

  @Test("engines of one age end alike, and a cap of 32 MiB/s never does")
  func engines() throws {
    let outcomes = try recorded("engines-side-by-side").mapValues { $0["outcome"]! }
    #expect(
      Set(outcomes.filter { $0.value != "finished" }.map(\.key)) == ["qemu-2.0", "qemu-4.2"])
    let time = try numbers("engines-side-by-side", "total_time_s")
    for engine in ["xen-4.6", "xen-modern", "qemu-7.2", "qemu-8.2", "qemu-11", "cloud-hypervisor"] {
      #expect(abs(time[engine]! / time["textbook"]! - 1) < 0.02, "\(engine)")
    }
  }
}
