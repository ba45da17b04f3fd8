import Experiment
import StrictJSON
import Testing

@Suite("Faults and engines in a scenario")
struct FaultSpecTests {
  /// A small scenario with a list of faults and a strategy.
  static func text(
    faults: String = "[]", strategy: String = #"{ "engine": "xen-modern" }"#
  ) -> String {
    """
    { "format": 1,
      "hosts": [ { "name": "a", "memory": "1 GiB" }, { "name": "b", "memory": "1 GiB" } ],
      "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s" } ] },
      "vms": [ { "name": "web", "host": "a", "memory": "64 MiB", "devices": "bare" },
               { "name": "idle", "host": "a", "memory": "64 MiB", "devices": "bare" } ],
      "requests": [ { "migrate": "web", "to": "b" } ],
      "strategies": { "live": { "preCopy": \(strategy) } },
      "faults": \(faults),
      "replications": 1 }
    """
  }

  @Test(
    "a sound fault is accepted",
    arguments: [
      #"{ "fault": "link-down", "link": "a-b", "lasting": "5 s", "at": "1 s" }"#,
      #"{ "fault": "link-down", "link": "a-b", "vm": "web", "during": "stop-and-copy" }"#,
      #"{ "fault": "link-down", "link": "a-b", "connections": "closed", "at": "1 s" }"#,
      #"{ "fault": "link-down", "link": "a-b", "connections": "silent", "at": "1 s" }"#,
      #"{ "fault": "yanked", "vm": "web", "at": "1 s" }"#,
      #"{ "fault": "host-lost", "host": "b", "at": "1 s" }"#,
      #"{ "fault": "source-lost", "vm": "web", "during": "activation", "part": "middle" }"#,
      #"{ "fault": "destination-lost", "vm": "web", "at": "2 s" }"#,
      #"{ "fault": "cancelled", "vm": "web", "at": "0 s" }"#,
    ])
  func sound(fault: String) {
    #expect(complaints(Self.text(faults: "[\(fault)]")) == "")
  }

  @Test(
    "a fault that makes no sense is refused with what to write instead",
    arguments: [
      (#"{ "fault": "link-down", "link": "a-c", "at": "1 s" }"#, "there is no link \"a-c\""),
      (#"{ "fault": "link-down", "at": "1 s" }"#, "which link goes down"),
      (
        #"{ "fault": "host-lost", "host": "b", "connections": "closed", "at": "1 s" }"#,
        "no link goes down here"
      ),
      (#"{ "fault": "host-lost", "host": "z", "at": "1 s" }"#, "there is no host \"z\""),
      (#"{ "fault": "cancelled", "at": "1 s" }"#, "whose migration is meant"),
      (#"{ "fault": "cancelled", "vm": "idle", "at": "1 s" }"#, "no request moves \"idle\""),
      (#"{ "fault": "cancelled", "vm": "wbe", "at": "1 s" }"#, "\"web\""),
      (#"{ "fault": "cancelled", "vm": "web" }"#, "not said when"),
      (
        #"{ "fault": "cancelled", "vm": "web", "at": "1 s", "during": "activation" }"#,
        "two times"
      ),
      (#"{ "fault": "cancelled", "vm": "web", "at": "1 s", "part": "end" }"#, "only a stage"),
      (
        #"{ "fault": "cancelled", "vm": "web", "at": "1 s", "lasting": "1 s" }"#,
        "only a link comes back"
      ),
      (#"{ "fault": "canceled", "vm": "web", "at": "1 s" }"#, "cancelled"),
    ])
  func senseless(fault: String, complaint: String) {
    #expect(complaints(Self.text(faults: "[\(fault)]")).contains(complaint))
  }

  @Test(
    "what rests on a word that is not known is not called a mistake as well",
    arguments: [
      (#"{ "fault": "link-dwn", "link": "a-b", "at": "1 s", "lasting": "1 s" }"#, #"{}"#),
      (#"{ "fault": "host-last", "host": "a", "at": "1 s" }"#, #"{}"#),
      (#"{ "fault": "cancelled", "vm": "web", "during": "comitment", "part": "end" }"#, #"{}"#),
      ("", #"{ "engine": "qemu-72", "downtimeLimit": "1 s", "xbzrle": {}, "compression": {} }"#),
      ("", #"{ "engine": "vmware-like", "slowsDown": "no", "smallResidue": "1 MiB" }"#),
    ])
  func oneMistake(fault: String, strategy: String) {
    let found = complaints(Self.text(faults: "[\(fault)]", strategy: strategy))
    #expect(!found.isEmpty && !found.contains("\n"), "\(found)")
  }

  @Test(
    "an engine takes its own parameters and no other's",
    arguments: [
      (#"{ "engine": "xen-classic", "minimumResidue": 10, "peek": 0 }"#, ""),
      (#"{ "engine": "xen-4.6", "dirtyThreshold": 10 }"#, ""),
      (
        #"{ "engine": "xen-2005", "maximumRate": "400 Mbit/s", "growthRule": "always", "finalRate": "724 Mbit/s" }"#,
        ""
      ),
      (#"{ "engine": "xen-modern", "peek": 100 }"#, "xen-modern has no such parameter"),
      (#"{ "engine": "xen-classic", "maximumRate": "1 Gbit/s" }"#, "no such parameter"),
      (#"{ "engine": "xen-2005", "minimumRate": "100 kbit/s" }"#, "whole megabits"),
      (#"{ "engine": "xen-2005", "minimumRate": "600 Mbit/s" }"#, "above the highest"),
    ])
  func parameters(strategy: String, complaint: String) {
    let found = complaints(Self.text(strategy: strategy))
    #expect(complaint.isEmpty ? found == "" : found.contains(complaint))
  }

  @Test("a fault in a scenario reaches the migration")
  func reaches() throws {
    let fault = #"{ "fault": "cancelled", "vm": "web", "during": "commitment" }"#
    let scenario = try Scenario(parsing: Self.text(faults: "[\(fault)]"), file: "test.json")
    let migrations = try #require(
      ExperimentRun(scenario).files.first { $0.name == "migrations.csv" })
    #expect(migrations.text.contains(",failed,cancelled,"))
  }
}
