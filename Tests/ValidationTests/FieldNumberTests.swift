import Experiment
import Testing

/// Numbers of public reports, with the reports' set-ups as the only input.
@Suite("What public reports say beside the numbers of published.csv")
struct FieldNumberTests {
  /// Two hosts, a link and some idle VMs that move at a time.
  private func run(
    link: String, memory: String, vms: Int = 1, devices: String? = nil, blank: String? = nil,
    strategy: String
  ) throws -> ExperimentRun {
    ExperimentRun(
      try Scenario(
        parsing: """
          { "format": 1,
            "hosts": [ { "name": "a", "memory": "8 TiB" }, { "name": "b", "memory": "8 TiB" } ],
            "network": { "links": [ { "between": ["a", "b"], "bandwidth": "\(link)",
                                      "latency": "50 us" } ] },
            "vms": [ { "name": "vm-{}", "count": \(vms), "host": "a", "memory": "\(memory)"
                       \(devices.map { ", \"devices\": \($0)" } ?? "")
                       \(blank.map { ", \"writes\": { \"zero\": { \"size\": \"\($0)\", \"at\": \"end\" } }" } ?? "") } ],
            "requests": [ { "migrate": "vm-*", "to": "b" } ],
            "strategies": { "s": \(strategy) },
            "replications": 1, "seed": 1 }
          """, file: "report.json"))
  }

  @Test("a frame buffer may be said of the engine or of the devices")
  func vGPU() throws {
    func dark(_ devices: String?, _ key: String) throws -> Double {
      let run = try run(
        link: "10 Gbit/s", memory: "16 GiB", devices: devices,
        strategy: "{ \"preCopy\": { \"engine\": \"vmware-like\"\(key) } }")
      return try #require(run.mean("s", "downtime"))
    }
    let ofDevices = try dark(#"{ "kind": "vgpu", "state": "2 GiB" }"#, "")
    let ofEngine = try dark(nil, #", "deviceState": "2 GiB""#)
    #expect(abs(ofEngine / ofDevices - 1) < 0.1)
  }

  @Test("a frame buffer of 16 GiB takes longer than the switch-over may: the VM goes on at A")
  func vGPUTooLarge() throws {
    let run = try run(
      link: "10 Gbit/s", memory: "16 GiB", devices: #"{ "kind": "vgpu", "state": "16 GiB" }"#,
      strategy: #"{ "preCopy": { "engine": "vmware-like" } }"#)
    #expect(run.mean("s", "failed") == 1)
    #expect(run.mean("s", "vms-lost") == 0)
    #expect(run.screen.contains("failed: switch-over-timed-out"))
  }

  @Test("a sender that has half of a core moves half of what a stream moves")
  func cores() throws {
    func time(_ cores: String) throws -> Double {
      let run = ExperimentRun(
        try Scenario(
          parsing: """
            { "format": 1,
              "hosts": [ { "name": "a"\(cores) }, { "name": "b" } ],
              "network": { "links": [ { "between": ["a", "b"], "bandwidth": "100 Gbit/s" } ] },
              "vms": [ { "name": "vm", "host": "a", "memory": "16 GiB", "devices": "bare" },
                       { "name": "busy", "host": "a", "memory": "1 GiB", "vcpus": 10 } ],
              "requests": [ { "migrate": "vm", "to": "b" } ],
              "strategies": { "s": { "preCopy": { "engine": "xen-modern" } } },
              "replications": 1 }
            """, file: "cores.json"))
      return try #require(run.mean("s", "total_time"))
    }
    let free = try time("")
    #expect(abs(try time(#", "cores": 12"#) / free - 1) < 0.01)
    #expect(abs(try time(#", "cores": 6"#) / free - 2) < 0.01)
    // A migration that is said to need no core is not held up.
    #expect(abs(try time(#", "cores": 6, "migrationCores": 0"#) / free - 1) < 0.01)
  }

  @Test("a path that loses packets carries what Mathis et al. found")
  func loss() throws {
    let run = ExperimentRun(
      try Scenario(
        parsing: """
          { "format": 1, "hosts": [ { "name": "a" }, { "name": "b" } ],
            "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s",
                                      "latency": "10 ms" } ], "transport": { "loss": 0.0001 } },
            "vms": [ { "name": "vm", "host": "a", "memory": "1 GiB", "devices": "bare" } ],
            "requests": [ { "migrate": "vm", "to": "b" } ],
            "strategies": { "s": { "stopAndCopy": {} } }, "replications": 1 }
          """, file: "loss.json"))
    let rate = 1460 / 0.02 * 1.22 / 0.01
    let time = try #require(run.mean("s", "total_time"))
    #expect(abs(time / (0x1p30 / rate) - 1) < 0.01)
    #expect(run.screen.contains("held back longest by packets that the path loses"))
  }

  @Test("idle VMs with devices are down for 18 to 113 ms beside the pages that are left")
  func virtio() throws {
    let run = try run(
      link: "10 Gbit/s", memory: "4 GiB",
      strategy: #"{ "preCopy": { "engine": "xen-modern" } }"#)
    let dark = try #require(run.mean("s", "downtime"))
    #expect(dark > 0.018 && dark < 0.113)
  }
}
