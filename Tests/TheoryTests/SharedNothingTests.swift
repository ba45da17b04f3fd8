import Datacenter
import Kernel
import Orchestration
import Quantities
import Strategies
import TestSupport
import Testing

@Suite("Live migration without shared storage")
struct SharedNothingTests {
  let disk = Bytes.gibibytes(10)

  /// Two hosts with a disk each, a 125 MB/s link, a VM of 1 GiB and 10 GiB.
  func world(writes: Double = 0, latency: Double = 0) -> TwoHosts {
    TwoHosts(
      latency: Seconds(latency),
      datastores: [
        Datastore(name: "a's", hosts: [HostID(0)]), Datastore(name: "b's", hosts: [HostID(1)]),
      ],
      disks: [
        Disk(
          allocated: disk, datastore: DatastoreID(0),
          writes: writes > 0
            ? [BlockClass(region: .gibibytes(1), rate: OperationsPerSecond(writes))] : [])
      ])
  }
  let strategy = SharedNothing(QemuMirror(), then: Textbook(), costs: .free)

  @Test("without shared storage every live engine is refused, with the reason; cold is not")
  func refused() {
    for live: any Strategy in [
      PreCopy(XenModern(), costs: StageCosts()), PreCopy(Qemu(), costs: StageCosts()),
      PostCopy(), StopAndCopy(),
    ] {
      #expect(world().migrate(with: live).outcome == .refused(.storageNotShared))
    }
    #expect(world().migrate(with: ColdMigration()).outcome == .migrated)
    #expect(world().migrate(with: strategy).outcome == .migrated)
  }

  @Test("only its storage is moved by an engine that leaves the VM on its host")
  func anotherHost() {
    #expect(
      world().migrate(with: LiveStorage(QemuMirror())).outcome == .refused(.anotherHost))
  }

  @Test("disks, then memory: an idle VM takes (disk + memory) / bandwidth, without any downtime")
  func idle() throws {
    let record = world().migrate(with: strategy)
    #expect(record.outcome == .migrated)
    let total = (disk.value + Bytes.gibibytes(1).value) / 125e6
    #expect(abs(try #require(record.totalTime).value - total) < 1e-6)
    #expect(record.downtime == .zero)
    let ready = try #require(record.disks.first?.readyAt).secondsSinceStart
    #expect(abs(ready - disk.value / 125e6) < 1e-6)
    let round = try #require(record.rounds.first)
    #expect(abs(round.started.secondsSinceStart - ready) < 1e-9, "memory waits for READY")
  }

  @Test("while memory follows, what the guest writes to its disks takes its share of the link")
  func contention() throws {
    let calm = try #require(world().migrate(with: strategy).rounds.first).duration
    let busy = try #require(world(writes: 400).migrate(with: strategy).rounds.first).duration
    // 400 chunks of 64 KiB a second are 26 of 125 MB/s; within a slice few are written twice.
    #expect(abs(busy / calm - 125 / (125 - 26.2)) < 0.01)
  }

  @Test("the mirror's drain is downtime")
  func drain() throws {
    let record = world(writes: 400).migrate(with: strategy)
    let drain = try #require(record.disks.first?.passes.last)
    #expect(drain.kind == .drain)
    #expect(drain.copied > .zero)
    #expect(abs(try #require(record.downtime).value - drain.duration.value) < 1e-3)
  }

  @Test(
    "over a link slower than the guest writes, mirroring ends and dirty block tracking does not")
  func slowLink() throws {
    var two = world()
    two.disks[0].writes = [
      BlockClass(region: .gibibytes(8), rate: OperationsPerSecond(3000))
    ]
    let mirroring = two.migrate(with: SharedNothing(IOMirroring(), then: Textbook()))
    #expect(mirroring.outcome == .migrated)
    #expect(try #require(mirroring.disks.first).lostWrites > .zero, "it held the guest back")
    let tracking = two.migrate(with: SharedNothing(DirtyBlockTracking(), then: Textbook()))
    #expect(tracking.outcome == .failed(.notConverging))
    for record in [mirroring, tracking] {
      let copied = try #require(record.disks.first).copied
      #expect(copied > disk - Bytes(1), "copied at least once")
    }
  }

  @Test("a link lost while memory follows leaves the VM and its disks at the source")
  func linkLost() throws {
    let two = world(writes: 100)
    var pair = SmallWorld.pair(vms: [.idle(disks: two.disks)])
    pair.datastores = two.datastores
    pair.faults = [Fault(.linkDown(LinkID(0), lasting: nil, .closed), .at(Instant(90)))]
    let request = MigrationRequest(
      at: .start, vm: VMID(0), destination: HostID(1), strategy: strategy)
    var simulation = Simulation(of: Fleet(world: pair.world, requests: [request]))
    simulation.runToTheEnd(until: Instant(3600))
    let after = simulation.model.world
    #expect(simulation.model.record(of: 0)!.outcome == .failed(.linkLost))
    #expect(after.violation == nil)
    #expect(after.vms[0].primary.host == HostID(0) && after.vms[0].isRunning)
    #expect(after.datastores.map(\.used) == [disk, .zero])
  }
}

/// Moves every VM's storage to the second datastore at once, and returns the records.
func move(_ world: World, with strategy: any Strategy) -> [MigrationRecord] {
  let requests = world.vms.indices.map {
    MigrationRequest(
      at: .start, vm: VMID($0), destination: world.vms[$0].primary.host, strategy: strategy,
      datastore: DatastoreID(1))
  }
  var simulation = Simulation(of: Fleet(world: world, requests: requests))
  simulation.runToTheEnd(until: Instant(86_400))
  return requests.indices.map { simulation.model.record(of: $0)! }
}
