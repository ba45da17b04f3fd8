import Datacenter
import Kernel
import Orchestration
import Quantities
import Strategies
import TestSupport
import Testing

@Suite("Moves between pre-copy and cold: local upgrades, warm moves, post-copy with mirrored disks")
struct OtherMovesTests {
  // MARK: Local upgrade

  private func upgrade(
    _ memory: Bytes, costs: StageCosts, devices: Devices = .bare, to host: Int = 0
  ) -> (record: MigrationRecord, world: World) {
    var vm = VirtualMachine.idle("vm", memory)
    vm.devices = devices
    let world = SmallWorld.pair(memory: .gibibytes(2048), vms: [vm]).world
    let request = MigrationRequest(
      at: .start, vm: VMID(0), destination: HostID(host), strategy: LocalUpgrade(costs: costs))
    var simulation = Simulation(of: Fleet(world: world, requests: [request]))
    simulation.runToTheEnd(until: Instant(3600))
    return (simulation.model.record(of: 0)!, simulation.model.world)
  }

  @Test(
    "memory that is handed over takes no time, however much it is: state / socket + switch-over")
  func localUpgrade() throws {
    let costs = StageCosts(
      suspendLatency: .constant(.zero), deviceState: .mebibytes(8),
      commitment: .constant(.milliseconds(3)), activation: .constant(.milliseconds(4)),
      perStream: BytesPerSecond(1e9))
    let devices = Devices(switchOver: .constant(.milliseconds(20)))
    for memory in [Bytes.gibibytes(1), .gibibytes(1024)] {
      let (record, world) = upgrade(memory, costs: costs, devices: devices)
      #expect(record.outcome == .migrated)
      let downtime = try #require(record.downtime).value
      #expect(abs(downtime - (8 * 0x1p20 / 1e9 + 0.003 + 0.004 + 0.020)) < 1e-9)
      #expect(record.sent == .mebibytes(8))
      #expect(world.hosts[0].memoryHeld == memory)
      #expect(world.vms[0].primary.state == .running)
    }
  }

  @Test(
    "devices with a state of their own are read out at their rate, and no faster than the socket")
  func deviceState() throws {
    let costs = StageCosts(
      suspendLatency: .constant(.zero), deviceState: .zero, commitment: .constant(.zero),
      activation: .constant(.zero), perStream: BytesPerSecond(1e9))
    for (rate, expected) in [(BytesPerSecond(1e8), 2.0), (.unlimited, 0.2)] {
      let (record, _) = upgrade(
        .gibibytes(1), costs: costs, devices: Devices(state: Bytes(2e8), rate: rate))
      #expect(abs(try #require(record.downtime).value - expected) < 1e-9)
    }
  }

  @Test("memory is handed over only within a host")
  func anotherHost() {
    let (record, _) = upgrade(.gibibytes(1), costs: LocalUpgrade.usualCosts, to: 1)
    #expect(record.outcome == .refused(.anotherHost))
  }

  // MARK: Disks of their own

  private let disk = Bytes.gibibytes(10)

  private func world(writes: Double, cpu: CPU = CPU()) -> TwoHosts {
    TwoHosts(
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

  @Test("a warm move is down for its last delta, its registration and its boot, not for its disk")
  func warm() throws {
    var costs = StageCosts.warm
    costs.suspendLatency = .constant(Seconds(7))
    costs.roundTrips = 0
    let idle = world(writes: 0).migrate(with: WarmMove(QemuMirror(), costs: costs))
    #expect(idle.outcome == .migrated)
    #expect(abs(try #require(idle.downtime).value - 30.5) < 1e-6)
    #expect(abs(try #require(idle.totalTime).value - (disk.value / 125e6 + 7 + 30.5)) < 1e-6)

    let busy = world(writes: 400).migrate(with: WarmMove(QemuMirror(), costs: costs))
    let delta = try #require(busy.disks.first?.passes.last)
    #expect(delta.kind == .drain)
    #expect(delta.copied > .zero)
    #expect(
      abs(try #require(busy.downtime).value - (30.5 + delta.copied.value / 125e6)) < 1e-3)
    #expect(busy.rounds.isEmpty, "no memory is sent")
  }

  @Test("the disk of a warm move goes over one stream, which moves no more than a stream does")
  func stream() throws {
    var costs = StageCosts.warm
    costs.suspendLatency = .constant(Seconds(7))
    costs.roundTrips = 0
    costs.perStream = BytesPerSecond(50e6)
    let one = world(writes: 0).migrate(with: WarmMove(QemuMirror(), costs: costs))
    #expect(abs(try #require(one.totalTime).value - (disk.value / 50e6 + 7 + 30.5)) < 1e-3)
    #expect(one.bottleneck == "stream")
    costs.streams = 2
    let two = world(writes: 0).migrate(with: WarmMove(QemuMirror(), costs: costs))
    #expect(abs(try #require(two.totalTime).value - (disk.value / 100e6 + 7 + 30.5)) < 1e-3)
    // Then the link is narrower.
    costs.streams = 8
    let link = world(writes: 0).migrate(with: WarmMove(QemuMirror(), costs: costs))
    #expect(link.bottleneck?.hasSuffix("a->b") == true, "\(link.bottleneck ?? "")")
  }

  @Test("with mirrored disks, post-copy is down for what is left of them and for its own downtime")
  func mirrored() throws {
    for writes in [0.0, 400] {
      let alone = try #require(
        TwoHosts().migrate(with: PostCopy(costs: .free)).downtime)
      let record = world(writes: writes).migrate(
        with: MirroredPostCopy(QemuMirror(), then: PostCopy(costs: .free)))
      #expect(record.outcome == .migrated)
      let drain = try #require(record.disks.first?.passes.last)
      #expect(drain.kind == .drain)
      #expect((drain.copied > .zero) == (writes > 0))
      let downtime = try #require(record.downtime)
      #expect(abs((downtime - alone - drain.duration).value) < 1e-3)
      // Memory follows once, after the disk has gone.
      let least = (disk.value + Bytes.gibibytes(1).value) / 125e6
      #expect(try #require(record.totalTime).value > least)
    }
  }

  @Test(
    "an idle VM takes (disk + memory) / bandwidth, and its memory waits until the disk is READY")
  func hybrid() throws {
    let record = world(writes: 0).migrate(
      with: MirroredPostCopy(
        QemuMirror(), then: PostCopy(switchOver: .afterPasses(1), costs: .free)))
    let ready = try #require(record.disks.first?.readyAt).secondsSinceStart
    #expect(abs(ready - disk.value / 125e6) < 1e-6)
    let round = try #require(record.rounds.first)
    #expect(abs(round.started.secondsSinceStart - ready) < 1e-9)
  }
}
