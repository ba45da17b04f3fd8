import Datacenter
import Kernel
import Orchestration
import Quantities
import Randomness
import Strategies
import Testing

@testable import Experiment

/// What every way to move a VM must do, whatever its rules. A new engine is among them as soon as it
/// has a name.
@Suite("Every engine keeps every page, one running copy and its books, and says how it ended")
struct EnginePropertyTests {
  /// A way to move a VM, as a scenario names it.
  struct Way: CustomTestStringConvertible, Sendable {
    let name: String
    let json: String
    var testDescription: String { name }
  }

  static let ways =
    Engines.preCopy.map {
      Way(name: $0.name, json: #"{ "preCopy": { "engine": "\#($0.name)" } }"#)
    } + [
      Way(name: "post-copy", json: #"{ "postCopy": {} }"#),
      Way(name: "hybrid", json: #"{ "postCopy": { "passes": 1 } }"#),
      Way(name: "stop-and-copy", json: #"{ "stopAndCopy": {} }"#),
      Way(name: "cold", json: #"{ "cold": {} }"#),
    ]

  /// A guest and a link drawn from a seed.
  struct Case {
    let scenario: Scenario
    /// Bytes that the guest may dirty in a second, over what the slowest engine sends: the link's rate,
    /// or the oldest default cap, 32 MiB/s.
    let load: Double

    init(_ way: Way, seed: UInt64) throws {
      var stream = RandomStream(seed: seed, name: "engine property", replication: 0)
      func below(_ count: Int) -> Int { Int(stream.uniform() * Double(count)) }
      let memory = 64 + 8 * below(25)
      let hot = 1 + below(memory / 2 - 1)
      let rate = below(2) == 0 ? below(3000) : below(60_000)
      let megabits = [100, 1000, 10_000][below(3)]
      let written = #""size": "\#(hot) MiB", "rate": "\#(rate) writes/s""#
      let writes =
        below(3) > 0
        ? #"{ "hot": { \#(written) }, "zero": { "size": "\#(1 + below(memory / 2)) MiB" } }"#
        : #"{ "sweep": { \#(written) } }"#
      let fidelity = ["statistical", "pages"][below(2)]
      load = Double(rate) * 4096 * 8 / min(Double(megabits) * 1e6, 32 * 1_048_576 * 8)
      scenario = try Scenario(
        parsing: """
          {
            "format": 1,
            "hosts": [ { "name": "a", "memory": "1 GiB" }, { "name": "b", "memory": "1 GiB" } ],
            "network": {
              "links": [
                { "between": ["a", "b"], "bandwidth": "\(megabits) Mbit/s", "latency": "0.1 ms" }
              ]
            },
            "vms": [
              { "name": "vm", "host": "a", "memory": "\(memory) MiB", "devices": "bare", "writes": \(writes) }
            ],
            "requests": [ { "at": "\(below(5)) s", "migrate": "vm", "to": "b" } ],
            "strategies": { "way": \(way.json) },
            "fidelity": "\(way.name == "textbook" ? "fluid" : fidelity)",
            "until": "300 s", "seed": \(seed)
          }
          """, file: "\(way.name).json")
    }
  }

  @Test("over random guests and links", arguments: ways)
  func properties(way: Way) throws {
    for seed in 1...40 as ClosedRange<UInt64> {
      let example = try Case(way, seed: seed)
      let plan = Plan(example.scenario)
      let operation = plan.fleet(arm: plan.arms[0], replication: 1)
      var simulation = Simulation(of: operation)
      let end = Instant(example.scenario.until.value)
      while !simulation.model.isDone, simulation.calendar.nextInstant <= end, simulation.step() {
        if let violation = simulation.model.world.violation {
          Issue.record("\(way.name), seed \(seed): \(violation), at \(simulation.now)")
          return
        }
      }
      let record = try #require(simulation.model.record(of: 0))
      let vm = simulation.model.world.vms[0]
      let beside = plan.arms[0].strategy!.strategy.firmware.reduce(Pages.zero) { $0 + $1.pages }
      if let problem = Self.problem(
        of: record, vm, pages: Double((record.memory + beside).count), load: example.load)
      {
        Issue.record("\(way.name), seed \(seed): \(problem)")
      }
    }
  }

  /// What cannot be about a migration that nothing has disturbed.
  private static func problem(
    of record: MigrationRecord, _ vm: VirtualMachine, pages: Double, load: Double
  ) -> String? {
    guard let outcome = record.outcome else {
      // Only a guest that keeps up with the link may keep a migration from ending.
      return load > 0.3 ? nil : "has not ended, at a load of \(load)"
    }
    guard outcome == .migrated else { return "ended as \(outcome)" }
    if record.stopReason == nil { return "does not say why it left its live part" }
    if vm.primary.host != HostID(1) || !vm.isRunning || vm.secondary != nil {
      return "left the VM at \(vm.primary)"
    }
    let rounds = record.rounds
    let sent = rounds.reduce(0) { $0 + $1.pages }
    if abs(sent - record.pagesSent) > 1e-6 * sent { return "sent pages beside its rounds" }
    if record.engine == "cold" { return nil }
    let bytes = rounds.reduce(Bytes.zero) { $0 + $1.sent }
    if abs((bytes - record.sent).value) > 1e-6 * bytes.value { return "sent bytes beside them" }
    // Every page is pending once from the start, and once more for every read that finds it.
    let found = rounds.reduce(0) { $0 + ($1.dirtied ?? 0) }
    let passed = rounds.reduce(0) { $0 + $1.skipped }
    if abs(pages + found - sent - passed) > 0.5 {
      return "of \(pages) pages and \(found) found dirty sent \(sent) and passed over \(passed)"
    }
    if let left = rounds.last?.remaining, left > 0.5 { return "left \(left) pages behind" }
    return nil
  }
}
