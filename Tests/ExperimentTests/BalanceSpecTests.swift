import Datacenter
import Orchestration
import Quantities
import StrictJSON
import Testing

@testable import Experiment

@Suite("Demand and balancers in a scenario")
struct BalanceSpecTests {
  static func text(
    demand: String = #"{ "daily": { "low": 0.1, "high": 0.9, "peak": "15 h" } }"#,
    request: String = #"{ "balance": "*" }"#, power: String = #"{ "of": "hp-ml110-g4" }"#
  ) -> String {
    """
    { "format": 1,
      "hosts": [ { "name": "a", "memory": "64 GiB", "cores": 4, "power": \(power) },
                 { "name": "b", "memory": "64 GiB", "cores": 4 } ],
      "network": { "links": [ { "between": ["a", "b"], "bandwidth": "10 Gbit/s" } ] },
      "vms": [ { "name": "web-{}", "count": 3, "host": "a", "memory": "1 GiB", "vcpus": 2,
                 "demand": \(demand) } ],
      "requests": [ \(request) ],
      "strategies": { "live": { "preCopy": { "engine": "qemu-8.2" } } },
      "until": "4 h", "loadView": "1 h", "replications": 1 }
    """
  }

  @Test(
    "what VMs want as time goes by is accepted",
    arguments: [
      #"{ "daily": { "low": 0, "high": 1, "peak": "3 h", "step": "5 min" } }"#,
      #"{ "steps": { "list": [ { "at": "0 s", "share": 0.5 }, { "at": "1 h", "share": 1 } ] } }"#,
      #"{ "steps": { "list": [ { "at": "0 s", "share": 0.5 } ], "period": "1 d" } }"#,
    ])
  func demands(demand: String) {
    #expect(complaints(Self.text(demand: demand)) == "")
  }

  @Test(
    "demand that makes no sense is refused with line and remedy",
    arguments: [
      (
        #"{ "steps": { "list": [ { "at": "1 h", "share": 0.5 } ] } }"#,
        "the times do not rise from 0; order the steps by \"at\", the first at \"0 s\""
      ),
      (
        #"{ "steps": { "list": [ { "at": "0 s", "share": 0.5 }, { "at": "1 h", "share": 1 } ], "period": "30 min" } }"#,
        "the period ends before its last step; write a longer \"period\""
      ),
      (
        #"{ "daily": { "low": 0.9, "high": 0.1, "peak": "3 h" } }"#,
        "is below \"low\"; swap the two"
      ),
      (#"{ "daily": { "low": 0, "high": 1.5, "peak": "3 h" } }"#, "1.5"),
      (#"{ "trace": { "file": "no-such-file.csv" } }"#, "no-such-file.csv"),
    ])
  func senselessDemands(demand: String, complaint: String) {
    let all = complaints(Self.text(demand: demand))
    #expect(all.contains("test.json:6:"), "\(all)")
    #expect(all.contains(complaint), "\(all)")
  }

  @Test(
    "every balancer is accepted with its keys",
    arguments: [
      #"{ "balance": "*" }"#, #"{ "balance": ["a", "b"], "horizon": "2 h", "interval": "1 min" }"#,
      #"{ "balance": "*", "by": "none" }"#, #"{ "balance": "*", "by": "drs", "threshold": 0.1 }"#,
      #"{ "balance": "*", "by": "proxmox", "hold": 1, "margin": 0 }"#,
      #"{ "balance": "*", "by": "watcher", "interval": "1 h" }"#,
    ])
  func balancers(request: String) {
    #expect(complaints(Self.text(request: request)) == "")
  }

  @Test(
    "balancing that makes no sense is refused with line and remedy",
    arguments: [
      (#"{ "balance": "c" }"#, "\"c\""),
      (#"{ "balance": "*", "by": "dsr" }"#, "dsr"),
      (
        #"{ "balance": "*", "by": "drs", "horizon": "1 h" }"#,
        "only a request to balance by apus has this; remove it"
      ),
      (
        #"{ "balance": "*", "threshold": 0.3 }"#,
        "only a request to balance by a manager has this; remove it"
      ),
      (
        #"{ "balance": "*", "by": "watcher", "margin": 0.3 }"#,
        "only a request to balance by drs or proxmox has this; remove it"
      ),
      (
        #"{ "evacuate": "a", "interval": "1 min" }"#,
        "only a request to balance has this; remove it, or write \"balance\" and hosts"
      ),
      (
        #"{ "balance": "*", "interval": "2 h" }"#,
        "it ends before the next look; write a longer \"horizon\", or a shorter \"interval\""
      ),
      (#"{ "balance": "*", "every": "1 h" }"#, "this lasts as long as the run; remove it"),
      (
        #"{ "balance": "*", "evacuate": "a" }"#,
        "a request asks for one thing; write a request for each"
      ),
    ])
  func senselessRequests(request: String, complaint: String) {
    let all = complaints(Self.text(request: request))
    #expect(all.contains("test.json:7:"), "\(all)")
    #expect(all.contains(complaint), "\(all)")
  }

  @Test("a power table that falls is refused where it stands")
  func power() {
    let falling = #"{ "watts": [100, 90, 120] }"#
    let all = complaints(Self.text(power: falling))
    #expect(
      all.contains("test.json:2:") && all.contains("power falls as the load grows"), "\(all)")
  }

  @Test("hosts without cores are never short of them, so there is nothing to balance")
  func noCores() {
    let text = Self.text().replacing(#", "cores": 4"#, with: "")
    #expect(
      complaints(text).contains(
        "none of these hosts has \"cores\", so none is ever short of them; write the \"cores\""))
  }

  @Test(
    "host-load.csv has a row for each host and moment, and what was short adds up to the summary")
  func hostLoads() throws {
    let busy = Self.text(demand: #"{ "daily": { "low": 0.1, "high": 0.9, "peak": "2 h" } }"#)
    let run = ExperimentRun(try Scenario(parsing: busy, file: "test.json"))
    let file = try #require(run.files.first { $0.name == "host-load.csv" })
    let lines = file.text.split(separator: "\n")
    // Five moments of two hosts, below the line of names.
    #expect(lines.count == 11)
    #expect(lines[0].contains("wanted_cores") && lines[0].contains("power_w"))
    let columns = lines[0].split(separator: ",")
    let place = try #require(columns.firstIndex(of: "shortage_core_s"))
    let short = lines.dropFirst().map { line in
      Double(line.split(separator: ",", omittingEmptySubsequences: false)[place]) ?? 0
    }.reduce(0, +)
    let summary = try #require(run.files.first { $0.name == "summary.csv" }).text
    let row = try #require(summary.split(separator: "\n").first { $0.contains("cpu-shortage") })
    let mean = try #require(Double(row.split(separator: ",", omittingEmptySubsequences: false)[6]))
    #expect(short > 0)
    #expect(abs(short - mean) < 1e-6 * max(1, mean))
  }
}
