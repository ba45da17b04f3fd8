import Datacenter
import Kernel
import Orchestration
import Quantities
import Strategies
import TestSupport
import Testing

@Suite("What a guest and a link do follows their state, whoever changes it")
struct StateFollowedTests {
  /// A VM whose disk lies on a datastore of 50 MB/s, of which guests' writes take nearly all.
  func world(writerOn host: Int, faults: [Fault] = []) -> World {
    let busy = Disk(
      allocated: .gibibytes(10), datastore: DatastoreID(0),
      writes: [
        BlockClass(
          name: "log", region: .mebibytes(512), rate: OperationsPerSecond(750),
          writeSize: .kibibytes(64))
      ])
    let calm = Disk(allocated: .gibibytes(10), datastore: DatastoreID(0))
    func vm(_ name: String, _ host: Int, _ disk: Disk) -> VirtualMachine {
      .idle(name, on: host, Pages(1000).bytes, disks: [disk])
    }
    var star = SmallWorld.star(
      ["a", "b", "c"], .gigabitsPerSecond(10),
      vms: [vm("v", 0, host == 0 ? busy : calm)] + (host == 0 ? [] : [vm("w", host, busy)]))
    star.datastores = [
      Datastore(name: "x", bandwidth: BytesPerSecond(50e6)), Datastore(name: "y"),
    ]
    star.faults = faults
    return star.world
  }

  func time(_ world: World, to host: Int, with strategy: any Strategy) throws -> Double {
    try #require(try record(world, to: host, with: strategy).totalTime).value
  }

  func record(
    _ world: World, to host: Int, with strategy: any Strategy
  ) throws -> MigrationRecord {
    let request = MigrationRequest(
      at: Instant(10), vm: VMID(0), destination: HostID(host), strategy: strategy,
      datastore: DatastoreID(1))
    var simulation = Simulation(of: Fleet(world: world, requests: [request]))
    simulation.runToTheEnd(until: Instant(86_400))
    #expect(simulation.model.world.violation == nil)
    let record = try #require(simulation.model.record(of: 0))
    #expect(record.outcome == .migrated)
    return record
  }

  /// 10 GiB at 50 MB/s.
  static let copy = 10.0 * 1_073_741_824 / 50e6

  @Test("a guest that is shut down leaves its datastore to the copy")
  func off() throws {
    let time = try time(world(writerOn: 0), to: 1, with: ColdMigration())
    #expect(abs(time - Self.copy) < 60)
  }

  @Test("a guest that is suspended leaves its datastore to the last pass")
  func suspended() throws {
    let strategy = LiveStorage(DirtyBlockTracking(downtimeGoal: Seconds(3000)))
    let record = try record(world(writerOn: 0), to: 0, with: strategy)
    let downtime = try #require(record.downtime).value
    let last = try #require(record.disks.first?.passes.last).copied.value
    #expect(last > 100e6)
    #expect(abs(downtime - last / 50e6) < 1)
  }

  @Test("the guests of a host that died write no more")
  func dead() throws {
    let time = try time(
      world(writerOn: 2, faults: [Fault(.hostLost(HostID(2)), .at(Instant(1)))]), to: 0,
      with: LiveStorage(IOMirroring()))
    #expect(abs(time - Self.copy) < 10)
  }

  @Test("a link is down as long as any fault holds it down", arguments: [1.0, nil])
  func outages(shorter: Double?) {
    func outcome(at instant: Double) -> Outcome? {
      var pair = SmallWorld.pair(vms: [.idle("v", Pages(1000).bytes)])
      pair.faults = [
        Fault(.linkDown(LinkID(0), lasting: Seconds(20), .closed), .at(Instant(1))),
        Fault(
          .linkDown(LinkID(0), lasting: shorter.map { Seconds($0) }, .closed), .at(Instant(2))),
      ]
      let request = MigrationRequest(
        at: Instant(instant), vm: VMID(0), destination: HostID(1),
        strategy: PreCopy(XenModern(), costs: StageCosts()))
      var simulation = Simulation(of: Fleet(world: pair.world, requests: [request]))
      simulation.runToTheEnd(until: Instant(86_400))
      return simulation.model.record(of: 0)?.outcome
    }
    #expect(outcome(at: 5) == .refused(.noRoute))
    #expect(outcome(at: 30) == (shorter == nil ? .refused(.noRoute) : .migrated))
  }
}
