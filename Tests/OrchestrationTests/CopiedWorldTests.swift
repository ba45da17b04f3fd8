import Datacenter
import Kernel
import Orchestration
import Quantities
import Randomness
import Strategies
import TestSupport
import Testing

@Suite("A copied world shares nothing with its original")
struct CopiedWorldTests {
  /// VMs that burst, each moved by another strategy at the same time.
  static func simulation() -> Simulation<Fleet> {
    let strategies = FaultyMove.strategies.map(\.strategy)
    let vms = strategies.indices.map { number in
      let path = OnOffPath(
        busy: Seconds(2), calm: Seconds(1), calmFactor: 0.2,
        named: RandomName(
          seed: 5, name: "bursts", entity: "\(number)", replication: 0))
      return VirtualMachine(
        name: "vm-\(number)", host: HostID(0),
        pageClasses: [
          PageClass(
            name: "hot", pages: Bytes.mebibytes(8).pages,
            writes: .uniform(PagesPerSecond(3000)), activity: 0),
          PageClass(name: "cold", pages: Bytes.mebibytes(8).pages, writes: .never),
        ], activities: [.onOff(path)], home: DatastoreID(0))
    }
    let world = SmallWorld.pair(cores: 8, latency: .milliseconds(0.1), vms: vms).world
    let requests = strategies.enumerated().map { number, strategy in
      MigrationRequest(
        at: Instant(Double(number) / 10), vm: VMID(number), destination: HostID(1),
        strategy: strategy)
    }
    return Simulation(of: Fleet(world: world, requests: requests))
  }

  static func text(_ fleet: Fleet) -> [String] {
    fleet.world.records.map { "\($0)" }
  }

  @Test(
    "both go on alike, and to move one does not move the other",
    arguments: [1, 60, 200])
  func copies(after steps: Int) {
    var whole = Self.simulation()
    while whole.step() {}

    var original = Self.simulation()
    for _ in 0..<steps { original.step() }
    var copy = Simulation(model: original.model)
    copy.calendar = original.calendar.copy()
    let before = Self.text(original.model)
    while copy.step() {}
    #expect(Self.text(original.model) == before)

    while original.step() {}
    #expect(original.trace == whole.trace)
    #expect(Self.text(original.model) == Self.text(whole.model))
    #expect(Self.text(copy.model) == Self.text(whole.model))
    #expect(copy.eventCount == original.eventCount - min(steps, whole.eventCount))
  }
}
