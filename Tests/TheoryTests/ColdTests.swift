import Datacenter
import Kernel
import Orchestration
import Quantities
import Strategies
import Testing

@Suite("A cold migration is a sum")
struct ColdTests {
  let costs = ColdMigration.Costs()
  /// Configuration, NVRAM, logs, and a descriptor for each of two disks.
  let small: [Double] = [8 * 1024, 528 * 1024, 1024 * 1024, 1024, 1024]
  let disks = [Bytes.gibibytes(10).value, Bytes.gibibytes(3).value]

  /// Files on the source's own storage, for the destination's.
  func local(
    _ source: BytesPerSecond = .unlimited, _ destination: BytesPerSecond = .unlimited,
    isOn: Bool = true, latency: Double = 0
  ) -> TwoHosts {
    TwoHosts(
      latency: Seconds(latency), isOn: isOn,
      datastores: [
        Datastore(name: "a's", hosts: [HostID(0)], bandwidth: source),
        Datastore(name: "b's", hosts: [HostID(1)], bandwidth: destination),
      ],
      disks: disks.map { Disk(allocated: Bytes($0), datastore: DatastoreID(0)) })
  }

  /// Files one after the other, each opened first, at the speed of what is narrowest.
  func copying(at bandwidth: Double) -> Double {
    let files = small + disks
    return files.reduce(0, +) / bandwidth + 0.050 * Double(files.count)
  }
  /// Registered, and seven old files deleted.
  let registration = 0.5 + 7 * 0.020

  @Test(
    "total = shutdown + files / bandwidth + files x overhead + registration + removal + boot",
    arguments: [
      (source: BytesPerSecond.unlimited, destination: BytesPerSecond.unlimited, narrowest: 125e6),
      (source: BytesPerSecond(80e6), destination: .unlimited, narrowest: 80e6),
      (source: .unlimited, destination: BytesPerSecond(50e6), narrowest: 50e6),
      (source: BytesPerSecond(1e9), destination: BytesPerSecond(2e9), narrowest: 125e6),
    ])
  func total(source: BytesPerSecond, destination: BytesPerSecond, narrowest: Double) throws {
    let record = local(source, destination).migrate(with: ColdMigration())
    #expect(record.outcome == .migrated)
    let dark = copying(at: narrowest) + registration + 30
    #expect(abs(try #require(record.totalTime).value - (10 + dark)) < 1e-6)
    #expect(abs(try #require(record.downtime).value - dark) < 1e-6)
    #expect(record.sent.value == (small + disks).reduce(0, +))
    #expect(record.pagesSent == 0)
  }

  @Test("a VM that was off is neither shut down nor booted")
  func off() throws {
    let record = local(isOn: false).migrate(with: ColdMigration())
    #expect(record.outcome == .migrated)
    let total = copying(at: 125e6) + registration
    #expect(abs(try #require(record.totalTime).value - total) < 1e-6)
    #expect(record.downtime == nil)
  }

  @Test("a VM that was off boots if asked to, and one that was on stays off if asked to")
  func wishes() throws {
    let started = local(isOn: false).migrate(with: ColdMigration(boots: true))
    #expect(
      abs(try #require(started.totalTime).value - (copying(at: 125e6) + registration + 30)) < 1e-6)
    let stopped = local().migrate(with: ColdMigration(boots: false))
    #expect(stopped.outcome == .migrated)
    #expect(
      abs(try #require(stopped.totalTime).value - (10 + copying(at: 125e6) + registration)) < 1e-6)
    #expect(stopped.downtime == nil, "it never ran at the destination")
    #expect(abs(stopped.paused.value - (copying(at: 125e6) + registration)) < 1e-6)
  }

  @Test("over shared storage it is shutdown, registration and boot, and nothing is sent")
  func shared() throws {
    let world = TwoHosts(
      datastores: [Datastore(name: "san", bandwidth: BytesPerSecond(50e6))],
      disks: disks.map { Disk(allocated: Bytes($0), datastore: DatastoreID(0)) })
    let record = world.migrate(with: ColdMigration())
    #expect(record.outcome == .migrated)
    #expect(record.sent == .zero)
    #expect(abs(try #require(record.totalTime).value - (10 + 0.5 + 30)) < 1e-9)
    #expect(abs(try #require(record.downtime).value - (0.5 + 30)) < 1e-9)
  }

  @Test("only the files on storage that the destination does not reach are copied")
  func mixed() throws {
    var world = local(isOn: false)
    world.datastores.append(Datastore(name: "san"))
    world.disks[0].datastore = DatastoreID(2)
    let record = world.migrate(with: ColdMigration())
    #expect(record.outcome == .migrated)
    let files = small.dropLast() + [disks[1]]
    #expect(record.sent.value == files.reduce(0, +))
    let total = record.sent.value / 125e6 + Double(files.count) * (0.050 + 0.020) + 0.5
    #expect(abs(try #require(record.totalTime).value - total) < 1e-6)
  }

  @Test("latency adds a round trip of asking and one of registering")
  func latency() throws {
    let near = local().migrate(with: ColdMigration())
    let far = local(latency: 0.025).migrate(with: ColdMigration())
    #expect(abs((far.totalTime! - near.totalTime!).value - 2 * 0.050) < 1e-6)
  }

  @Test("all extents at a time take as long as the slowest way lets them, and are opened once")
  func parallel() throws {
    let record = local(BytesPerSecond(80e6), isOn: false).migrate(
      with: ColdMigration(isParallel: true))
    let total =
      (small + disks).reduce(0, +) / 80e6 + 0.050 * Double(small.count + 1) + registration
    #expect(abs(try #require(record.totalTime).value - total) < 1e-6)
    #expect(record.disks.map(\.copied.value) == disks)
  }

  @Test("the copy of each disk is a stream of its own, and takes no more than one moves")
  func streams() throws {
    var costs = ColdMigration.Costs()
    costs.perStream = BytesPerSecond(20e6)
    let record = local(isOn: false).migrate(with: ColdMigration(costs: costs, isParallel: true))
    let total =
      (small.reduce(0, +) + disks.max()!) / 20e6 + 0.050 * Double(small.count + 1) + registration
    #expect(abs(try #require(record.totalTime).value - total) < 1e-6)
  }

  @Test("the image of a suspended VM moves along, and the VM resumes instead of booting")
  func suspended() throws {
    var world = local(isOn: false)
    world.suspendImage = .gibibytes(1)
    let record = world.migrate(with: ColdMigration(boots: true))
    #expect(record.outcome == .migrated)
    let files = small + [Bytes.gibibytes(1).value] + disks
    #expect(record.sent.value == files.reduce(0, +))
    let total =
      files.reduce(0, +) / 125e6 + Double(files.count) * (0.050 + 0.020) + 0.5
      + 5
    #expect(abs(try #require(record.totalTime).value - total) < 1e-6)
  }

  @Test("a suspended VM goes on only on a like CPU; one that is off boots anywhere")
  func suspendedElsewhere() {
    var world = local(isOn: false)
    world.cpus = [CPU(vendor: "Intel"), CPU(vendor: "AMD")]
    #expect(world.migrate(with: ColdMigration()).outcome == .migrated)
    world.suspendImage = .gibibytes(1)
    #expect(world.migrate(with: ColdMigration()).outcome == .refused(.cpuVendor))
  }

  @Test("on one host, a VM's files move from one datastore to another without the network")
  func betweenDatastores() throws {
    var arrays = TwoArrays()
    arrays.isOn = false
    arrays.disks = disks.map { Disk(allocated: Bytes($0), datastore: DatastoreID(0)) }
    let (record, world, _) = arrays.run(ColdMigration())
    #expect(record.outcome == .migrated)
    let files = small + disks
    let total =
      files.reduce(0, +) / 200e6 + 0.050 * Double(files.count) + registration
    #expect(abs(try #require(record.totalTime).value - total) < 1e-6)
    #expect(world.vms[0].disks.allSatisfy { $0.datastore == DatastoreID(1) })
    #expect(world.datastores[0].used == .zero)
    arrays.isOn = true
    let (running, _, _) = arrays.run(ColdMigration())
    #expect(running.outcome == .migrated)
    #expect(abs(try #require(running.downtime).value - (total + 30)) < 1e-6)
  }

  @Test("a thousand VMs with two disks each move between two arrays in a bounded number of events")
  func thousand() {
    var arrays = TwoArrays()
    arrays.isOn = false
    arrays.count = 1000
    arrays.disks = (0..<2).map { _ in
      Disk(allocated: .gibibytes(20), datastore: DatastoreID(0))
    }
    for strategy in [ColdMigration(), ColdMigration(isParallel: true)] {
      let requests = (0..<1000).map {
        MigrationRequest(
          at: Instant(Double($0) / 10), vm: VMID($0), destination: HostID(0), strategy: strategy,
          datastore: DatastoreID(1))
      }
      let fleet = Fleet(world: arrays.world, requests: requests)
      var simulation = Simulation(model: Unwatched(fleet: fleet))
      simulation.model.fleet.scheduleArrivals(&simulation.calendar)
      simulation.run()
      let model = simulation.model.fleet
      #expect((0..<1000).allSatisfy { model.record(of: $0)?.outcome == .migrated })
      #expect(simulation.eventCount <= 20 * 1000)
      // The target writes 200 MB/s, whoever writes: the last one ends when all bytes have moved.
      let bytes = model.world.records.reduce(0) { $0 + $1.sent.value }
      let last = model.world.records.compactMap(\.ended).max()!.secondsSinceStart
      #expect(last >= bytes / 200e6 && last < bytes / 200e6 + 2)
      #expect(model.world.violation == nil)
    }
  }
}

/// A fleet whose world is looked at when all is over, not after every event: that takes as long as
/// there are VMs.
private struct Unwatched: Model {
  var fleet: Fleet

  mutating func handle(
    _ event: WorldEvent, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    fleet.handle(event, at: now, &calendar)
  }
}
