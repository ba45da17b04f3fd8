package import Datacenter
package import Orchestration
import Quantities
import Randomness
import Strategies

/// A small datacenter, some requests and some faults, all drawn from one seed.
package struct RandomScenario {
  package let world: World
  package let requests: [MigrationRequest]

  package init(seed: UInt64) {
    var draw = Draw(stream: RandomStream(seed: seed, name: "random scenario", replication: 0))
    let hostCount = 2 + draw.below(3)
    let hosts = (0..<hostCount).map { index in
      Host(
        name: "host-\(index)", memory: .mebibytes(Double(64 + 32 * draw.below(8))),
        cores: draw.chance(0.3) ? 0.5 + 4 * draw.uniform() : nil)
    }
    let (links, isStar) = Self.links(hostCount, &draw)
    var datastores = [Datastore(name: "san")]
    if draw.chance(0.4) {
      datastores += (0..<hostCount).map {
        Datastore(
          name: "disk-\($0)", hosts: [HostID($0)], capacity: .mebibytes(40),
          bandwidth: draw.chance(0.5) ? .unlimited : .megabitsPerSecond(400))
      }
    }
    var free = hosts.map(\.memory)
    var vms: [VirtualMachine] = []
    for index in 0...draw.below(4) {
      let host = draw.below(hostCount)
      let pages = Pages(512 + draw.below(6000))
      guard pages.bytes <= free[host] else { continue }
      free[host] = free[host] - pages.bytes
      let home = DatastoreID(
        datastores.count > 1 && draw.chance(0.5) && index < 2 ? 1 + host : 0)
      vms.append(
        VirtualMachine(
          name: "vm-\(index)", host: HostID(host), isOn: draw.chance(0.85),
          pageClasses: Self.classes(pages, &draw), vcpus: 1 + draw.below(3),
          firstWriteCost: draw.chance(0.5) ? .zero : .microseconds(3 * draw.uniform()), home: home,
          disks: draw.chance(0.6) ? [Self.disk(on: home, &draw)] : [],
          devices: Self.devices(&draw)))
    }
    if vms.isEmpty {
      vms = [
        VirtualMachine(
          name: "vm", host: HostID(0), pageClasses: Self.classes(Pages(1000), &draw),
          home: DatastoreID(0))
      ]
    }
    requests = (0..<(1 + draw.below(4))).map { _ in
      let vm = draw.below(vms.count)
      let way = draw.chance(0.1) ? 0 : 1 + draw.below(hostCount - 1)
      return MigrationRequest(
        at: Instant(draw.uniform() * 3), vm: VMID(vm),
        destination: HostID((vms[vm].primary.host.index + way) % hostCount),
        strategy: Self.strategy(&draw),
        datastore: datastores.count > 1 && draw.chance(0.3)
          ? DatastoreID(draw.below(datastores.count)) : nil)
    }
    let faults = (0..<draw.below(4)).map { _ in
      Self.fault(hosts: hostCount, vms: vms.count, links: links.count, &draw)
    }
    world = World(
      hosts: hosts, vms: vms, datastores: datastores, links: links, faults: faults,
      randomness: .init(seed: seed, replication: 0, arm: isStar ? "star" : "mesh"))
  }

  private static func links(_ hosts: Int, _ draw: inout Draw) -> ([Link], isStar: Bool) {
    let isStar = draw.chance(0.5)
    let pairs: [(NodeID, NodeID)] =
      isStar
      ? (0..<hosts).map { (.host(HostID($0)), .switch(0)) }
      : (0..<hosts).flatMap { a in
        (0..<a).map { b in (NodeID.host(HostID(a)), NodeID.host(HostID(b))) }
      }
    let links = pairs.enumerated().map { index, ends in
      Link(
        name: "link-\(index)", between: ends.0, and: ends.1,
        bandwidth: .megabitsPerSecond(Double([100, 400, 1000][draw.below(3)])),
        latency: .milliseconds(draw.uniform()))
    }
    return (links, isStar)
  }

  private static func classes(_ pages: Pages, _ draw: inout Draw) -> [PageClass] {
    let hot = Pages(1 + draw.below(pages.count - 1))
    let rate = PagesPerSecond(draw.uniform() * 30_000)
    return [
      PageClass(
        name: "hot", pages: hot,
        writes: draw.chance(0.7) ? .uniform(rate) : .sweep(rate, phase: draw.uniform()),
        reads: draw.chance(0.5) ? .zero : rate * (3 * draw.uniform())),
      PageClass(
        name: "rest", pages: pages - hot, writes: .never,
        reads: draw.chance(0.7) ? .zero : rate * draw.uniform()),
    ]
  }

  /// Pages of zeroes cost less than others, and the tests count pages alone: there is no video memory.
  private static func devices(_ draw: inout Draw) -> Devices {
    guard draw.chance(0.5) else { return .bare }
    return Devices(
      setUp: .milliseconds(50 * draw.uniform()),
      switchOver: .constant(.milliseconds(30 * draw.uniform())),
      switchOverPerGiB: .milliseconds(3 * draw.uniform()),
      state: Bytes(Double(draw.below(500_000))),
      rate: draw.chance(0.3) ? .unlimited : BytesPerSecond(1e6 + 1e7 * draw.uniform()))
  }

  private static func strategy(_ draw: inout Draw) -> any Strategy {
    var costs = StageCosts(
      suspendLatency: .constant(.milliseconds(20 * draw.uniform())),
      suspendTimeout: Seconds(0.5 + draw.uniform()))
    // The last pages take half a second at most, as the engines are set, but for slow links.
    if draw.chance(0.2) { costs.switchOverTimeout = Seconds(0.1 + 3 * draw.uniform()) }
    if draw.chance(0.3) {
      costs.serial = .milliseconds(100 * draw.uniform())
      costs.deviceRate = BytesPerSecond(1e6 + 1e7 * draw.uniform())
      costs.perStream = BytesPerSecond(5e7 + 1e8 * draw.uniform())
    }
    if draw.chance(0.1) { costs = .free }
    let kind = draw.pick(Engines.strategies)
    switch kind.ingredients {
    case .settings(let form, _, let make):
      // Post-copy's parameters exclude each other, so they are drawn by hand.
      if kind.key == StrategyDescriptor.postCopy.key { return postCopy(&draw, costs: costs) }
      return make(draw.settings(form), costs)
    case .memory(let make): return make(engine(&draw), costs)
    case .disks(_, let make): return make(mover(&draw), options(&draw), costs)
    case .disksAndMemory(let make, let postCopy):
      if draw.chance(0.3) {
        return postCopy(
          mover(&draw), ["passes": .count(draw.below(3))], options(&draw), costs)
      }
      return make(mover(&draw), engine(&draw), options(&draw), costs)
    }
  }

  /// Any engine, with random parameters that let every migration end.
  private static func engine(_ draw: inout Draw) -> any PreCopyEngine {
    let descriptor = draw.pick(Engines.preCopy)
    return descriptor.engine(draw.settings(descriptor.form))
  }

  private static func mover(_ draw: inout Draw) -> any DiskMover {
    let descriptor = draw.pick(Engines.disks)
    return descriptor.engine(draw.settings(descriptor.form))
  }

  private static func disk(on store: DatastoreID, _ draw: inout Draw) -> Disk {
    Disk(
      allocated: .mebibytes(16), datastore: store, size: .mebibytes(20),
      provisioning: draw.chance(0.3) ? .thick : .thin,
      writes: draw.chance(0.7)
        ? [BlockClass(region: .mebibytes(8), rate: OperationsPerSecond(200 * draw.uniform()))]
        : [])
  }

  private static func options(_ draw: inout Draw) -> StorageOptions {
    StorageOptions(
      holdsSpace: draw.chance(0.5), provisioning: [nil, .thin, .thick][draw.below(3)])
  }

  private static func postCopy(_ draw: inout Draw, costs: StageCosts) -> PostCopy {
    PostCopy(
      switchOver: [
        .atStart, .afterPasses(1 + draw.below(3)), .afterTime(Seconds(0.01 + draw.uniform())),
      ][draw.below(3)],
      service: Service(
        push: .init(
          order: draw.chance(0.5) ? .cyclic : .fromStart,
          prepaging: [
            .none, .fromFault, .window(Pages(1 + draw.below(600))),
            .bubbling(pivots: 1 + draw.below(8)),
          ][draw.below(4)],
          wire: PostCopy.wire),
        demand: .init(
          channel: draw.chance(0.5) ? .shared : .own,
          hostPage: HostPage.allCases[draw.below(3)],
          perRequest: draw.chance(0.5) ? .zero : .milliseconds(0.1)),
        recovery: .init(reconnection: Seconds(draw.uniform()))),
      costs: costs)
  }

  private static func fault(
    hosts: Int, vms: Int, links: Int, _ draw: inout Draw
  ) -> Fault {
    let vm = VMID(draw.below(vms))
    let event: Fault.Event =
      switch draw.below(8) {
      case 0:
        .linkDown(
          LinkID(draw.below(links)), lasting: draw.chance(0.5) ? Seconds(draw.uniform()) : nil,
          draw.chance(0.5) ? .closed : .silent)
      case 1: .hostLost(HostID(draw.below(hosts)))
      case 2: .destinationRefuses(vm)
      case 3: .guestHangs(vm)
      case 4: .cancelled(vm)
      case 5: .postCopyWanted(vm)
      case 6: .yanked(vm)
      default: .reportLost(vm)
      }
    let moment: Fault.Moment =
      draw.chance(0.4)
      ? .at(Instant(draw.uniform() * 5))
      : .during(
        VMID(draw.below(vms)), Stage.Kind.allCases[draw.below(7)],
        Fault.Part.allCases[draw.below(3)])
    return Fault(event, moment)
  }

  /// Draws for people.
  struct Draw: ~Copyable {
    var stream: RandomStream
    mutating func uniform() -> Double { stream.uniform() }
    mutating func chance(_ probability: Double) -> Bool { uniform() < probability }
    mutating func below(_ count: Int) -> Int { Int(uniform() * Double(count)) }
    mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[below(choices.count)] }
  }
}
