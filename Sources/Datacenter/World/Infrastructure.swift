import Quantities

/// What migrations move on and across: hosts, guests, datastores and the network.
///
/// A migration under way changes it directly. What a change means for *other* migrations (cores shared
/// anew) is only noted here, and the world acts on it after the step.
struct Infrastructure {
  var hosts: [Host]
  var guests: Guests
  var space: Space
  var wires: Wires
  var cores: Cores
  private(set) var whereabouts: Whereabouts
  private(set) var guestLoads: GuestLoads
  /// Datastores to which guests write more, or less, than their limits know of.
  private var written: Set<DatastoreID> = []
  let randomness: World.RandomnessKey

  init(
    hosts: [Host], vms: [VirtualMachine], datastores: [Datastore], links: [Link],
    switches: [String], transport: Transport, loads: [BackgroundLoad], usingLinksTogether: Bool,
    randomness: World.RandomnessKey
  ) {
    self.hosts = hosts
    wires = Wires(
      links, between: hosts, switches: switches, transport: transport, loads: loads,
      usingLinksTogether: usingLinksTogether)
    wires.weights = transport.sharing.map {
      ConnectionWeights($0, streams: transport.streams, of: vms.map(\.name), drawing: randomness)
    }
    self.randomness = randomness
    guests = Guests(vms)
    space = Space(datastores)
    cores = Cores(of: hosts, running: vms)
    whereabouts = Whereabouts(vms, hosts: hosts.count)
    guestLoads = GuestLoads(of: vms, datastores: datastores.count)
    for store in datastores.indices {
      wires.addStorage(
        named: datastores[store].name, limits(of: DatastoreID(store)),
        full: StorageLimits(of: datastores[store].unused))
    }
    let vms = vms.span
    for index in vms.indices {
      let copy = vms[index].primary
      if copy.state != .off { self.hosts[copy.host.index].memoryHeld += vms[index].memory.bytes }
      space.take(vms[index].suspendImage, on: vms[index].home)
      for disk in vms[index].disks { space.take(disk.space, on: disk.datastore) }
    }
  }

  // MARK: Memory of hosts

  /// Memory is held on a host.
  mutating func hold(_ memory: Bytes, on host: HostID) {
    hosts[host.index].memoryHeld += memory
  }

  /// Memory is given back, if its host still works.
  mutating func release(_ memory: Bytes, on host: HostID) {
    if hosts[host.index].isUp { hosts[host.index].memoryHeld -= memory }
  }

  /// A source host prepares a migration, after those that came before.
  ///
  /// - Returns: how long it takes, the wait for its turn included.
  mutating func prepare(_ serial: Seconds, on host: HostID, at now: Instant) -> Seconds {
    guard serial > .zero else { return .zero }
    hosts[host.index].preparesUntil = max(hosts[host.index].preparesUntil, now) + serial
    return hosts[host.index].preparesUntil - now
  }

  // MARK: Guests

  /// A copy of a VM is in another state, or its disks lie elsewhere: who runs where may have changed,
  /// and who writes where.
  mutating func change(_ vm: VMID, _ body: (inout VirtualMachine) -> Void) {
    let stores = Self.change(&guests[vm], vm, &cores, &whereabouts, &guestLoads, body)
    if let stores { written.formUnion(stores) }
  }

  /// The VM is changed where it lies: it is large, and a copy counts a reference to each of its parts.
  ///
  /// - Returns: the datastores that it wrote to and those that it writes to, if they are others.
  private static func change(
    _ machine: inout VirtualMachine, _ vm: VMID, _ cores: inout Cores,
    _ whereabouts: inout Whereabouts, _ loads: inout GuestLoads,
    _ body: (inout VirtualMachine) -> Void
  ) -> [DatastoreID]? {
    let (host, places, stores) = (machine.runsOn, machine.places, machine.writtenStores)
    if !stores.isEmpty { loads.leave(machine) }
    body(&machine)
    cores.run(machine.wanted, from: host, to: machine.runsOn)
    whereabouts.move(vm, from: places, to: machine.places)
    let newStores = machine.writtenStores
    if !newStores.isEmpty { loads.enter(machine) }
    return newStores == stores ? nil : stores + newStores
  }

  /// What is kept by host or by datastore and is not so; `nil` if all is.
  var indexViolation: String? {
    if whereabouts != Whereabouts(vms, hosts: hosts.count) {
      return "a VM is not looked for where it is"
    }
    if guestLoads != GuestLoads(of: vms, datastores: datastores.count) {
      return "a datastore knows of other writes than its guests'"
    }
    return cores.know(vms) ? nil : "a host's cores are shared among others than run there"
  }

  /// Whether guests write more, or less, to any datastore since it was last asked to which.
  var haveWritesChanged: Bool { !written.isEmpty }

  /// The datastores to which guests write more, or less, since this was last asked.
  mutating func takeWrittenStores() -> [DatastoreID] {
    defer { written.removeAll() }
    return written.sorted { $0.index < $1.index }
  }

  /// What tells a migration's transfers from others at the forks of the network: as real ones by
  /// their addresses and ports, and drawn anew for each replication.
  func transferKey(of vm: VMID, from source: HostID, to destination: HostID) -> UInt64 {
    [
      randomness.seed, randomness.replication, UInt64(vm.index), UInt64(source.index),
      UInt64(destination.index),
    ].reduce(0) { Router.mixed($0 ^ $1) }
  }
}
