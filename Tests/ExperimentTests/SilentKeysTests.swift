import Experiment
import Testing

@Suite("Keys that change nothing are found, whatever they mean")
struct SilentKeysTests {
  private func silent(
    host: String = "", link: String = "", network: String = "", vm: String = "",
    strategy: String = #"{ "preCopy": { "engine": "qemu-11" } }"#, more: String = ""
  ) throws -> [String] {
    let keys = try SilentKeys(
      .text(
        """
        { "format": 1, "question": "What changes nothing?", "lesson": "Remarks are not asked.",
          "hosts": [ { "name": "a"\(host) }, { "name": "b" } ],
          "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s"\(link) } ]\(network) },
          "vms": [ { "name": "vm", "host": "a", "memory": "1 GiB", "devices": "bare",
                     "writes": { "hot": { "size": "64 MiB", "rate": "5000 writes/s" } }\(vm) } ],
          "requests": [ { "migrate": "vm", "to": "b" } ],
          "strategies": { "s": \(strategy) }\(more), "replications": 2, "seed": 3 }
        """, of: "silent.json"))
    return try #require(keys).paths
  }

  @Test("a scenario all of whose keys count has none")
  func none() throws { #expect(try silent() == []) }

  @Test("a window that is wider than the link, cores that are enough, a cap that never binds")
  func limits() throws {
    #expect(
      try silent(network: #", "transport": { "window": "16 MiB" }"#) == ["network.transport"])
    #expect(try silent(host: #", "cores": 64"#) == ["hosts[0].cores"])
    #expect(
      try silent(strategy: #"{ "preCopy": { "engine": "qemu-11", "maximumBandwidth": "9 GB/s" } }"#)
        == ["strategies.s.preCopy.maximumBandwidth"])
  }

  @Test("a fault that never strikes, and reads that only post-copy asks for")
  func neverAsked() throws {
    #expect(
      try silent(more: #", "faults": [ { "fault": "host-lost", "host": "b", "at": "9 h" } ]"#)
        == ["faults"])
    #expect(try silent(vm: "", more: #", "fidelity": "statistical""#) == ["fidelity"])
  }

  @Test("a limit on what it may cost is kept")
  func budget() throws {
    let keys = try SilentKeys(
      .text(
        """
        { "format": 1, "hosts": [ { "name": "a" }, { "name": "b" } ],
          "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s" } ] },
          "vms": [ { "name": "vm", "host": "a", "memory": "1 GiB" } ],
          "requests": [ { "migrate": "vm", "to": "b" } ], "strategies": { "s": { "preCopy": {} } } }
        """, of: "silent.json"), mostEvents: 1)
    #expect(keys == nil)
  }

  @Test("what is wrong with a scenario is told, and nothing else")
  func mistakes() {
    #expect(throws: ScenarioErrors.self) {
      try SilentKeys(.text(#"{ "format": 1 }"#, of: "silent.json"))
    }
  }
}
