import Datacenter
import Kernel
import Quantities
import TestSupport
import Testing

@Suite("A migration that cannot be is refused with its reason")
struct RefusalTests {
  /// One world in which the VM may not go from host 0 to host 1, and why.
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let refusal: Refusal
    let world: @Sendable () -> World

    init(_ name: String, _ refusal: Refusal, _ world: @escaping @Sendable () -> World) {
      testDescription = name
      self.refusal = refusal
      self.world = world
    }
  }

  static let cases = [
    Case("another vendor's CPU", .cpuVendor) {
      .small(
        cpus: [CPU(vendor: "Intel"), CPU(vendor: "AMD"), CPU()],
        vms: [.idle("web", cpu: CPU(vendor: "Intel"))])
    },
    Case("a feature that the destination lacks", .cpuFeatures) {
      .small(
        cpus: [CPU(features: ["avx2", "aes"]), CPU(features: ["aes"]), CPU()],
        vms: [.idle("web", cpu: CPU(features: ["avx2"]))])
    },
    Case("a disk on storage of the source's own", .storageNotShared) {
      .small(
        vms: [.idle("web", disks: [Disk(allocated: Bytes(1), datastore: DatastoreID(1))])],
        datastores: [Datastore(name: "san"), Datastore(name: "local", hosts: [HostID(0)])])
    },
    Case("a configuration on storage of the source's own", .storageNotShared) {
      .small(
        vms: [.idle("web", home: 1)],
        datastores: [Datastore(name: "san"), Datastore(name: "local", hosts: [HostID(0)])])
    },
    Case("storage that only a third host reaches", .storageNotShared) {
      .small(datastores: [Datastore(name: "san", hosts: [HostID(0), HostID(2)])])
    },
    Case("a VM that is off", .poweredOff) { .small(vms: [.idle("web", isOn: false)]) },
    Case("no cable to the destination", .noRoute) {
      .small(links: [
        Link(
          name: "elsewhere", between: .host(HostID(0)), and: .host(HostID(2)),
          bandwidth: BytesPerSecond(125e6), latency: .zero)
      ])
    },
    Case("a host in between, which does not forward", .noRoute) {
      .small(
        links: [(0, 2), (2, 1)].map { a, b in
          Link(
            name: "\(a)-\(b)", between: .host(HostID(a)), and: .host(HostID(b)),
            bandwidth: BytesPerSecond(125e6), latency: .zero)
        })
    },
    Case("a VM that is there already", .alreadyThere) { .small(vms: [.idle("web", on: 1)]) },
  ]

  @Test("it is refused at once, and nothing has changed", arguments: cases)
  func refused(example: Case) {
    var simulation = Simulation(example.world(), [.init(at: 2)])
    let (held, used) = (simulation.model.world.held, simulation.model.world.used)
    let vm = simulation.model.world.vms[0]
    simulation.run()
    let world = simulation.model.world
    #expect(world.records[0].outcome == .refused(example.refusal))
    #expect(world.records[0].started == Instant(2))
    #expect(world.records[0].totalTime == .zero)
    #expect(world.records[0].sent == .zero)
    #expect(world.held == held)
    #expect(world.used == used)
    #expect(world.vms[0].primary == vm.primary)
    #expect(world.vms[0].secondary == nil)
    #expect(world.vms[0].migration == nil)
  }

  @Test("a CPU with more features than the VM uses will do, and an unnamed vendor fits any")
  func compatible() {
    let guest = CPU(vendor: "Intel", features: ["avx2"])
    for offered in [
      guest, CPU(vendor: "Intel", features: ["avx2", "avx512f"]), CPU(features: ["avx2"]),
    ] {
      let world = World.small(cpus: [guest, offered, CPU()], vms: [.idle("web", cpu: guest)])
      #expect(records(world, [.init()]).map(\.outcome) == [.migrated])
    }
  }

  @Test("a VM that is being moved is not moved a second time, and the first move goes on")
  func alreadyMigrating() {
    let records = records(.small(), [.init(), .init(at: 3, to: 2), .init(at: 20, to: 2)])
    #expect(records.map(\.outcome) == [.migrated, .refused(.alreadyMigrating), .migrated])
    #expect(records[1].totalTime == .zero)
    #expect(abs(records[0].totalTime!.value - wholeMemory) < 1e-9)
    #expect(records[2].source == HostID(1))
  }
}
