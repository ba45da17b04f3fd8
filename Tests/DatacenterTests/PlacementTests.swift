import Datacenter
import Kernel
import Quantities
import TestSupport
import Testing

@Suite("Files that must move go where there is room")
struct PlacementTests {
  /// Storage of the source's own, then what the destination reaches.
  static func world(_ offered: [Datastore], disks: [Bytes] = [Bytes(400), Bytes(300)]) -> World {
    .small(
      vms: [
        .idle(
          "web", isOn: false, disks: disks.map { Disk(allocated: $0, datastore: DatastoreID(0)) })
      ],
      datastores: [Datastore(name: "local", hosts: [HostID(0)])] + offered)
  }

  static func store(_ name: String, of host: Int = 1, holding capacity: Double = .infinity)
    -> Datastore
  {
    Datastore(name: name, hosts: [HostID(host)], capacity: Bytes(capacity))
  }

  /// Where home and disks lie after the move, and what each datastore then holds.
  private func move(
    _ world: World, to storage: Int? = nil
  ) -> (outcome: Outcome?, files: [Int], used: [Double]) {
    var simulation = Simulation(world, [.init(script: .cold(), storage: storage)])
    simulation.run()
    let vm = simulation.model.world.vms[0]
    return (
      simulation.model.world.records[0].outcome,
      [vm.home.index] + vm.disks.map(\.datastore.index),
      simulation.model.world.used.map(\.value)
    )
  }

  @Test("they go to the first datastore that the destination reaches")
  func firstReachable() {
    let result = move(Self.world([Self.store("c's", of: 2), Self.store("b's"), Self.store("b2")]))
    #expect(result.outcome == .migrated)
    #expect(result.files == [2, 2, 2])
    #expect(result.used == [0, 0, 700, 0], "and the old ones are gone")
  }

  @Test("a datastore that has not room for a disk is passed over, for that disk only")
  func firstWithRoom() {
    let result = move(Self.world([Self.store("small", holding: 350), Self.store("large")]))
    #expect(result.outcome == .migrated)
    #expect(result.files == [1, 2, 1], "home and the smaller disk fit into the first")
    #expect(result.used == [0, 300, 400])
  }

  @Test("room that one disk takes is not there for the next")
  func roomIsTakenOnce() {
    let result = move(
      Self.world(
        [Self.store("first", holding: 600), Self.store("second")], disks: [Bytes(400), Bytes(400)]))
    #expect(result.files == [1, 1, 2])
    #expect(result.used == [0, 400, 400])
  }

  @Test("a request that names a datastore gets that one")
  func wanted() {
    let result = move(Self.world([Self.store("b's"), Self.store("b2")]), to: 2)
    #expect(result.files == [2, 2, 2])
  }

  @Test("a request that names a datastore moves even files that the destination reaches")
  func wantedFromShared() {
    let world = World.small(
      vms: [.idle("web", isOn: false, disks: [Disk(allocated: Bytes(5), datastore: .init(0))])],
      datastores: [Datastore(name: "san"), Datastore(name: "nas")])
    let result = move(world, to: 1)
    #expect(result.files == [1, 1])
    #expect(result.used == [0, 5])
  }

  @Test("files that the destination reaches stay where they are")
  func staysOnShared() {
    let world = World.small(
      vms: [.idle("web", isOn: false, disks: [Disk(allocated: Bytes(5), datastore: .init(1))])],
      datastores: [Datastore(name: "nas"), Datastore(name: "san", capacity: Bytes(5))])
    let result = move(world)
    #expect(result.outcome == .migrated)
    #expect(result.files == [0, 1])
    #expect(result.used == [0, 5])
  }

  @Test(
    "without room it is refused as no-space, without storage at all as no-storage",
    arguments: [
      ([store("b's", holding: 399)], nil, Refusal.noSpace),
      ([store("b's", holding: 699)], nil, .noSpace),
      ([store("b's", holding: 399), store("b2")], 1, .noSpace),
      ([], nil, .noStorage),
      ([store("c's", of: 2)], nil, .noStorage),
      ([store("c's", of: 2), store("b's")], 1, .noStorage),
    ] as [([Datastore], Int?, Refusal)])
  func refused(offered: [Datastore], storage: Int?, refusal: Refusal) {
    let result = move(Self.world(offered), to: storage)
    #expect(result.outcome == .refused(refusal))
    #expect(result.files == [0, 0, 0])
    #expect(result.used == [700] + offered.map { _ in 0 }, "nothing is held for it")
  }

  @Test("space is held at the destination while the files are copied, and given back on failure")
  func heldWhileCopied() {
    var script = Script.cold(perFile: Seconds(1))
    script.steps[3] = (.stopAndCopy, .finish(.failed(.cancelled)))
    var simulation = Simulation(Self.world([Self.store("b's")]), [.init(script: script)])
    simulation.run(until: Instant(0.5))
    #expect(simulation.model.world.used == [Bytes(700), Bytes(700)])
    simulation.run()
    #expect(simulation.model.world.used == [Bytes(700), .zero])
    #expect(simulation.model.world.vms[0].disks.map(\.datastore.index) == [0, 0])
  }

  @Test("of two VMs whose files go to a datastore with room for one, the second is refused")
  func roomForOne() {
    let world = World.small(
      vms: ["web", "db"].map {
        .idle($0, isOn: false, disks: [Disk(allocated: Bytes(400), datastore: .init(0))])
      },
      datastores: [
        Datastore(name: "local", hosts: [HostID(0)]), Self.store("b's", holding: 500),
      ])
    let script = Script.cold(perFile: Seconds(1))
    let records = records(world, [.init(vm: 0, script: script), .init(vm: 1, script: script)])
    #expect(records.map(\.outcome) == [.migrated, .refused(.noSpace)])
  }
}
