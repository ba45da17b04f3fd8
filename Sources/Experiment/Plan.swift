import Datacenter
import Orchestration
import Quantities
import Randomness

/// A scenario made ready to run: its arms, and for each arm and replication an operation.
///
/// What exists without a migration (working sets, write rates, phases) is drawn from streams that
/// know the VM and the replication but not the arm, so that arms are compared on equal VMs.
struct Plan: Sendable {
  let scenario: Scenario
  let arms: [Arm]
  /// One entry for each VM that a request names, in the order of the file.
  let requests: [Request]

  /// One strategy's part of the experiment.
  struct Arm: Sendable {
    /// How results call it.
    let name: String
    /// What requests without a strategy of their own use; `nil` where there are none.
    let strategy: StrategySpec?
  }

  /// A request for one VM.
  struct Request: Sendable {
    let at: Seconds
    let vm: Int
    let destination: Int
    let strategy: StrategySpec?
    let datastore: Int?
  }

  private var parts: ScenarioParts { scenario.parts }

  init(_ scenario: Scenario) {
    self.scenario = scenario
    let parts = scenario.parts
    let vmNames = parts.vms.map(\.name.value)
    requests = parts.requests.flatMap { request in
      let vms = request.migrate.flatMap { pattern in
        Group.matches(pattern.value, in: vmNames).compactMap { vmNames.firstIndex(of: $0) }
      }
      return vms.enumerated().map { place, vm in
        let to = request.to[place % request.to.count].value
        return Request(
          at: request.at, vm: vm, destination: parts.hostNames.firstIndex(of: to)!,
          strategy: request.strategy.flatMap { name in
            parts.strategies.first { $0.name.value == name.value }?.value
          },
          datastore: request.storage.flatMap { parts.storageNames.firstIndex(of: $0.value) })
      }
    }
    arms =
      requests.allSatisfy { $0.strategy != nil }
      ? [Arm(name: "as-requested", strategy: nil)]
      : parts.strategies.map { Arm(name: $0.name.value, strategy: $0.value) }
  }

  /// The operation of one replication of an arm.
  func operation(arm: Arm, replication: Int) -> Operation {
    let world = World(
      hosts: hosts, vms: vms(replication: replication), datastores: datastores, links: links,
      randomness: .init(
        seed: scenario.seed, replication: UInt64(replication), arm: arm.name))
    return Operation(
      world: world,
      requests: requests.map { request in
        MigrationRequest(
          at: Instant(request.at.value), vm: VMID(request.vm),
          destination: HostID(request.destination),
          strategy: (request.strategy ?? arm.strategy)!.strategy, fidelity: scenario.fidelity,
          datastore: request.datastore.map { DatastoreID($0) })
      })
  }

  // MARK: The world's tables

  private var hosts: [Host] {
    parts.hosts.map { host in
      Host(name: host.name.value, memory: host.memory, cpu: cpu(of: host))
    }
  }

  private func cpu(of host: HostSpec) -> CPU {
    CPU(vendor: host.cpu.vendor, features: Set(host.cpu.features))
  }

  private var datastores: [Datastore] {
    if parts.storage.isEmpty { return [Datastore(name: "shared")] }
    return parts.storage.map { store in
      Datastore(
        name: store.name.value, hosts: parts.reach(of: store).map { Set($0.map { HostID($0) }) },
        capacity: store.capacity ?? Bytes(.infinity), bandwidth: store.bandwidth ?? .unlimited)
    }
  }

  private var links: [Link] {
    let nodes = parts.hostNames + parts.network.switches.map(\.value)
    func node(_ name: String) -> NodeID {
      let index = nodes.firstIndex(of: name)!
      return index < parts.hosts.count
        ? .host(HostID(index)) : .switch(index - parts.hosts.count)
    }
    return parts.network.links.flatMap { link in
      let (from, to) = (link.between[0].value, link.between[1].value)
      return Group.matches(from, in: nodes).flatMap { a in
        Group.matches(to, in: nodes).filter { $0 != a }.map { b in
          Link(
            name: link.name ?? "\(a)-\(b)", between: node(a), and: node(b),
            bandwidth: link.bandwidth, latency: link.latency)
        }
      }
    }
  }

  private func vms(replication: Int) -> [VirtualMachine] {
    let names = parts.storage.map(\.name.value)
    func id(_ store: StorageSpec?) -> DatastoreID {
      DatastoreID(store.flatMap { names.firstIndex(of: $0.name.value) } ?? 0)
    }
    return parts.vms.map { vm in
      let host = parts.hostIndex(of: vm)!
      var cpu = cpu(of: parts.hosts[host])
      if let features = vm.cpuFeatures { cpu.features = Set(features) }
      var stream = RandomStream(
        seed: scenario.seed, name: "writes", entity: vm.name.value,
        replication: UInt64(replication))
      return VirtualMachine(
        name: vm.name.value, host: HostID(host), isOn: vm.power == .on,
        pageClasses: vm.writes.pageClasses(of: vm.memory.pages, drawing: &stream), cpu: cpu,
        home: id(parts.datastore(vm.storage, of: vm)),
        disks: vm.disks.map { disk in
          Disk(
            allocated: disk.allocated,
            datastore: id(parts.datastore(disk.storage ?? vm.storage, of: vm)))
        })
    }
  }
}

extension WritesSpec {
  /// The classes that cover a VM's memory, with what is random about them drawn.
  ///
  /// A part that is drawn larger than what is left of the memory is cut to it.
  func pageClasses(of memory: Pages, drawing stream: inout RandomStream) -> [PageClass] {
    let zeroPages = zero?.pages ?? .zero
    var left = memory - zeroPages
    var classes: [PageClass] = []
    for part in parts {
      let pages = min(part.size.sample(from: &stream).pages, left)
      let rate = part.rate.sample(from: &stream)
      let phase = part.phase ?? stream.uniform()
      left = left - pages
      classes.append(
        PageClass(
          name: part.name, pages: pages,
          writes: part.pattern == .uniform ? .uniform(rate) : .sweep(rate, phase: phase)))
    }
    let restRate = restRate?.sample(from: &stream) ?? .zero
    classes.append(
      PageClass(
        name: "rest", pages: left, writes: restRate.value > 0 ? .uniform(restRate) : .never))
    classes.append(PageClass(name: "zero", pages: zeroPages, writes: .never, isZero: true))
    return classes.filter { $0.pages > .zero }
  }
}
