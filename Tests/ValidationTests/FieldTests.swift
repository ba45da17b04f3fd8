import Experiment
import Foundation
import Testing

@testable import Prediction

@Suite("What operators ran into is answered rightly")
struct FieldTests {
  @Test("nobody stops a stalled VM unless told to")
  func noSilentOperator() throws {
    let answer = try FieldCase.predicted(file: "predict-stall-min.csv").cells
    #expect(try #require(answer["predicted_converged"].flatMap(Double.init)) < 1)
    #expect(answer["predicted_stopped_by_operator"] == "0")
  }

  @Test("a prediction counts what does not end as never: its 95 % point is empty above 5 % of them")
  func neverIsPredicted() throws {
    let text = try String(contentsOfFile: FieldCase.path("predict-stall-min.csv"), encoding: .utf8)
    let answer = try FieldCase.predicted(text, replications: 100).cells
    let converged = try #require(answer["predicted_converged"].flatMap(Double.init))
    #expect(converged > 0.5 && converged < 0.95)
    for quantity in ["total_time_ms", "downtime_ms", "sent_bytes", "unreachable_time_ms"] {
      #expect(answer["predicted_\(quantity)_p50"] != "")
      #expect(answer["predicted_\(quantity)_p95"] == "")
    }
    // The same quantile of those that ended is a smaller one of all.
    let stalled = try FieldCase.predicted(text, replications: 100) { $0.stopsWhenStalled = true }
    #expect(stalled.cells["predicted_converged"] == "1")
    #expect(stalled.cells["predicted_total_time_ms_p95"] != "")
  }

  @Test("a hybrid ends as pre-copy when that ends before its time is over")
  func hybrid() throws {
    let run = ExperimentRun(try FieldCase.scenario("hybrid-min.json"))
    let (pre, hybrid) = (run.mean("pre", "total_time"), run.mean("hybrid", "total_time"))
    #expect(try #require(pre) < 2)
    #expect(abs(try #require(hybrid) / #require(pre) - 1) < 0.05)
    #expect(try #require(run.mean("hybrid", "sent")) < 1.5 * 0x1p30)
  }

  @Test("what compresses for longer than the link would take is waited for")
  func compression() throws {
    let answer = try FieldCase.predicted(file: "compress-0-percent.csv").cells
    #expect(answer["predicted_converged"] == "1")
    let total = try #require(answer["predicted_total_time_ms_p50"].flatMap(Double.init))
    #expect(total > 400e3 && total < 2000e3)
  }

  @Test("what its streams move more slowly than the link is waited for")
  func slowStreams() throws {
    let answer = try FieldCase.predicted(
      "memory_mib,engine,link_mbit_per_s\n65536,xen-modern,100000\n"
    ).cells
    #expect(answer["predicted_converged"] == "1")
  }

  @Test("a failure that was measured is scored")
  func failures() throws {
    let scores = try FieldCase.predicted(file: "score-of-failures-says-nothing.csv").scores
    #expect(scores.screen.contains("converged"))
    #expect(scores.screen.contains("1/1"))
  }

  @Test("a dirty rate in another unit is no idle VM")
  func otherUnits() {
    #expect {
      try FieldCase.predicted(file: "dirty-rate-in-other-units.csv")
    } throws: {
      "\($0)".contains("dirty_rate_mib_per_s looks like a dirty rate")
    }
  }

  @Test("QEMU's own cap is lifted, and a cap that is written and binds is said")
  func caps() throws {
    let run = ExperimentRun(try FieldCase.scenario("run-vs-predict-cap.json"))
    #expect(try #require(run.mean("qemu", "total_time")) < 12)
    let text = try String(
      contentsOfFile: FieldCase.path("run-vs-predict-cap.json"), encoding: .utf8
    ).replacing(#""qemu-8.2""#, with: #""qemu-8.2", "maximumBandwidth": "128 MiB/s""#)
    let capped = ExperimentRun(try Scenario(parsing: text, file: "capped.json"))
    #expect(try #require(capped.mean("qemu", "total_time")) > 60)
    #expect(capped.screen.contains("qemu: 1 of 1 migrations were held back longest by its own cap"))
  }

  @Test("one stream does not fill 100 Gbit/s, whatever the engine")
  func streams() throws {
    let run = ExperimentRun(try FieldCase.scenario("one-stream-fills-100g.json"))
    // 64 GiB at what was reported of one stream; QEMU 7 Gbit/s, XCP-ng 120 MB/s, vMotion 15 Gbit/s,
    // Hyper-V 338 MB/s.
    for (engine, rate) in [
      ("qemu-11", 875e6), ("qemu-8.2", 875e6), ("cloud-hypervisor", 875e6), ("postcopy", 875e6),
      ("xen-modern", 120e6), ("vmware-like", 1875e6), ("hyper-v-like", 338e6),
    ] {
      let time = try #require(run.mean(engine, "total_time"))
      #expect(abs(time / (64 * 0x1p30 / rate) - 1) < 0.25, "\(engine): \(time) s")
      #expect(run.screen.contains("\(engine): 1 of 1 migrations were held back longest by what"))
    }
  }

  @Test("multi-NIC vMotion and SMB multichannel use two links for one VM: twice as fast")
  func twoLinks() throws {
    let run = ExperimentRun(try FieldCase.scenario("two-links-one-used.json"))
    #expect(!run.screen.contains("One migration uses one of the links"))
    // 64 GiB at 2 x 10 Gbit/s.
    let memory = 64.0 * 0x1p30
    let vMotion: Double = try #require(run.mean("vm", "total_time"))
    #expect(abs(vMotion * 2.5e9 / memory - 1) < 0.05)
    let text = try String(
      contentsOfFile: FieldCase.path("two-links-one-used.json"), encoding: .utf8)
    let hyperV = ExperimentRun(
      try Scenario(
        parsing: text.replacing("vmware-like", with: "hyper-v-like"), file: "smb.json"))
    let multichannel: Double = try #require(hyperV.mean("vm", "total_time"))
    #expect(abs(multichannel * 676e6 / memory - 1) < 0.05)
  }

  @Test("of two links one migration of QEMU uses one, and the screen says so")
  func oneOfTwoLinks() throws {
    let text = try String(
      contentsOfFile: FieldCase.path("two-links-one-used.json"), encoding: .utf8)
    let run = ExperimentRun(
      try Scenario(parsing: text.replacing("vmware-like", with: "qemu-11"), file: "one.json"))
    #expect(run.screen.contains("One migration uses one of the links \"a-b\", \"second\""))
    #expect(try #require(run.mean("vm", "total_time")) > 64 * 0x1p30 / 1.25e9)
  }

  @Test("a place that is announced late is on the screen, and in predictions")
  func announcement() throws {
    let run = ExperimentRun(try FieldCase.scenario("announcement-not-in-table.json"))
    #expect(run.screen.contains("unreachable"))
    #expect(abs(try #require(run.mean("evpn", "unreachable")) - 25.3) < 0.5)
    #expect(try #require(run.mean("now", "unreachable")) < 1)
    let answer = try FieldCase.predicted("memory_mib,announcement_ms\n4096,25000\n").cells
    let unreachable = try #require(
      answer["predicted_unreachable_time_ms_p50"].flatMap(Double.init))
    #expect(unreachable > 25_000 && unreachable < 26_000)
  }

  @Test("a link that no migration used is said, and one that was used is not")
  func unusedLink() throws {
    let text = try String(
      contentsOfFile: FieldCase.path("two-links-one-used.json"), encoding: .utf8)
    let one = ExperimentRun(
      try Scenario(
        parsing: text.replacing(
          "\"hosts\": [", with: "\"hosts\": [{\"name\": \"c\", \"memory\": \"1 TiB\"},"
        ).replacing(
          "\"links\": [",
          with: "\"links\": [{\"between\": [\"b\", \"c\"], \"bandwidth\": \"1 Gbit/s\"},"),
        file: "one.json"))
    #expect(one.screen.contains("No migration used the link \"b-c\"."))
    let both = ExperimentRun(try Scenario(parsing: text, file: "both.json"))
    #expect(!both.screen.contains("No migration used"))
  }

  @Test("a link that is down for a millisecond fails no migration")
  func flap() throws {
    let run = ExperimentRun(try FieldCase.scenario("flap-min.json"))
    #expect(run.mean("q", "finished") == 1)
  }

  @Test(
    "a fault that never strikes is said",
    arguments: ["fault-after-the-end.json", "fault-that-never-strikes.json"])
  func faults(file: String) throws {
    var scenario = try FieldCase.scenario(file)
    scenario.replications = 2
    #expect(ExperimentRun(scenario).screen.contains("never struck"))
  }

  @Test(
    "what every run would refuse is found before it",
    arguments: [
      ("to-its-own-host.json", "already"), ("no-room-for-certain.json", "never has room"),
      ("overlapping-requests.json", "still being moved"),
    ])
  func refusals(file: String, words: String) {
    #expect(FieldCase.complaints(about: file).contains(words))
  }

  @Test("an unfinished migration says why, with numbers, and what would end it")
  func reason() throws {
    let screen = ExperimentRun(try FieldCase.scenario("unfinished-without-reason.json")).screen
    #expect(screen.contains("dirties-faster"))
    #expect(screen.contains(" MB/s, sends "))
    #expect(screen.contains("It would end with"))
  }

  @Test("a post-copy whose link never returns loses the VM under a manager that cannot recover")
  func postCopyForGood() throws {
    let text = try String(
      contentsOfFile: FieldCase.path("postcopy-link-forever-not-lost.json"), encoding: .utf8)
    let stalled = ExperimentRun(try Scenario(parsing: text, file: "recovery.json"))
    #expect(stalled.mean("post", "unfinished") == 1)
    #expect(stalled.screen.contains("post: 1 of 1 unfinished: link-down"))
    let nova = text.replacing(#""passes": 1"#, with: #""passes": 1, "recovers": false"#)
    let lost = ExperimentRun(try Scenario(parsing: nova, file: "nova.json"))
    #expect(lost.mean("post", "vms-lost") == 1)
    #expect(lost.mean("pre", "vms-lost") == 0)
  }
}
