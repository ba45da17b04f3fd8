import Datacenter
package import Orchestration
import Quantities
import Randomness
import StrictJSON

/// A scenario made ready to run: its arms, and for each arm and replication a fleet.
///
/// What exists without a migration (working sets, write rates, phases) is drawn from streams that
/// know the VM and the replication but not the arm, so that arms are compared on equal VMs.
package struct Plan: Sendable {
  package private(set) var scenario: Scenario
  package let arms: [Arm]
  /// One entry for each VM that a request sends to a host, in the order of the file.
  private(set) var requests: [Request]
  private let datastores: [Datastore]
  private var links: [Link]
  private let linksPerEntry: [Int]
  private var faults: [Fault]
  private let failures: [FailureProcess]

  /// One of the policies that are compared.
  package struct Arm: Sendable {
    /// How results call it.
    let name: String
    /// What requests without a strategy of their own use; `nil` where there are none.
    let strategy: StrategySpec?
    /// What it is of a day of consolidation; `nil` for everything else.
    var consolidation: ConsolidationArm?
    /// Who decides in its fleet, where it does not leave that to the scenario.
    var policy: ArmSpec?
  }

  /// A request for one VM.
  struct Request: Sendable {
    let at: Seconds
    let vm: Int
    let destination: Int
    fileprivate(set) var strategy: StrategySpec?
    let datastore: Int?
  }

  package init(_ scenario: Scenario) {
    self.scenario = scenario
    let whole = scenario.whole
    let moves = whole.moves
    requests = []
    requests.reserveCapacity(moves.all.count)
    for (place, request) in whole.parts.requests.enumerated() {
      let strategy = whole.strategy(of: request)
      let datastore = request.storage.flatMap { whole.datastores[$0.value] }
      for move in moves[place] {
        requests.append(
          Request(
            at: request.at.value, vm: move.vm, destination: move.host!, strategy: strategy,
            datastore: datastore))
      }
    }
    arms = Self.arms(of: whole)
    datastores = whole.modelDatastores
    links = whole.links
    linksPerEntry = whole.linksPerEntry
    faults = whole.modelFaults
    failures = whole.modelFailures
  }

  /// What is compared: the scenario's arms, or else its strategies.
  static func arms(of whole: ScenarioWhole) -> [Arm] {
    if let day = whole.parts.consolidation { return day.arms }
    let strategies = whole.hasOwnStrategies ? [] : whole.parts.strategies
    guard whole.parts.arms.isEmpty else {
      return whole.parts.arms.map { arm in
        let strategy = arm.value.strategy.flatMap { name in
          strategies.first { $0.name.value == name.value }
        }
        return Arm(
          name: arm.name.value, strategy: (strategy ?? strategies.first)?.value,
          policy: arm.value)
      }
    }
    return strategies.isEmpty
      ? [Arm(name: "as-requested", strategy: nil)]
      : strategies.map { Arm(name: $0.name.value, strategy: $0.value) }
  }

  /// The fleet of one replication of an arm.
  package func fleet(arm: Arm, replication: Int) -> Fleet {
    var fleet = unrecordedFleet(arm: arm, replication: replication)
    if scenario.whole.parts.hostView != nil, replication == 1 { fleet.recordMemory() }
    return fleet
  }

  private func unrecordedFleet(arm: Arm, replication: Int) -> Fleet {
    let network = scenario.whole.parts.network
    var world = World(
      hosts: scenario.whole.modelHosts, vms: vms(replication: replication),
      datastores: datastores(replication: replication), links: links,
      switches: scenario.whole.switches, transport: network.transport.transport,
      loads: loads(replication: replication), faults: faults,
      usingLinksTogether: scenario.whole.parts.strategies.contains {
        $0.value.strategy.usesLinksTogether
      },
      randomness: .init(
        seed: scenario.seed, replication: UInt64(replication), arm: arm.name))
    world.add(failures)
    if let interval = network.usage { world.recordUsage(every: interval) }
    if let interval = scenario.whole.parts.guestView { world.recordGuests(every: interval) }
    if scenario.whole.isFleet {
      var fleet = Fleet(
        world: world, view: view(of: world),
        requests: wishes(arm: arm, replication: replication),
        policy: policy(arm: arm, replication: replication))
      if let interval = scenario.whole.parts.loadView { fleet.recordHosts(every: interval) }
      return fleet
    }
    return Fleet(
      world: world,
      requests: requests.map { request in
        MigrationRequest(
          at: Instant(request.at.value), vm: VMID(request.vm),
          destination: HostID(request.destination),
          strategy: (request.strategy ?? arm.strategy)!.strategy, fidelity: scenario.fidelity,
          datastore: request.datastore.map { DatastoreID($0) })
      })
  }

  /// The entries of "network": "links" none of whose links carried anything, by their places.
  ///
  /// - Parameter carried: for each link whether it did.
  func unusedLinks(_ carried: [Bool]) -> [Int] {
    var first = 0
    return linksPerEntry.indices.filter { entry in
      defer { first += linksPerEntry[entry] }
      return !carried[first..<first + linksPerEntry[entry]].contains(true)
    }
  }

  /// The same with one request moved in another manner.
  func moving(_ request: Int, by strategy: StrategySpec) -> Plan {
    var plan = self
    plan.requests[request].strategy = strategy
    return plan
  }

  /// The same in a run that ends at another time.
  func ending(at end: Seconds) -> Plan {
    var plan = self
    plan.scenario.until = end
    return plan
  }

  /// The same with so many times the bandwidth on every link.
  func withBandwidth(times factor: Double) -> Plan {
    var plan = self
    for link in plan.links.indices { plan.links[link].bandwidth = links[link].bandwidth * factor }
    return plan
  }

  /// Whether links may be down.
  var losesLinks: Bool { faults.contains { $0.linkOutage != nil } || !failures.isEmpty }

  /// The same with links that faults take down for so long at most.
  ///
  /// - Returns: how long the longest of their outages was, `nil` for one that has no end; or nothing where
  ///   that changes none.
  func withLinks(downFor time: Seconds) -> (plan: Plan, before: Seconds?)? {
    var plan = self
    let longer = faults.compactMap(\.linkOutage).filter { $0 > time }
    guard let longest = longer.max() else { return nil }
    for place in plan.faults.indices {
      guard case .linkDown(let link, let lasting, let connections) = faults[place].event,
        lasting ?? Seconds(.infinity) > time
      else { continue }
      plan.faults[place].event = .linkDown(link, lasting: time, connections)
    }
    return (plan, longest.isFinite ? longest : nil)
  }

  /// What uses the links beside migrations, with what is random about it drawn.
  private func loads(replication: Int) -> [BackgroundLoad] {
    let names = NameIndex(links.map(\.name))
    return scenario.whole.parts.network.loads.flatMap { load in
      names.matches(load.link.value).map { link in
        var steps = load.steps
        if let rate = load.rate {
          var stream = RandomStream(
            seed: scenario.seed, name: "load", entity: names.names[link],
            replication: UInt64(replication))
          steps = [.init(at: .zero, rate: rate.sample(from: &stream))]
        }
        return BackgroundLoad(
          on: LinkID(link),
          directions: (load.direction != .backward, load.direction != .forward),
          steps: steps, period: load.period, bulkFlows: load.flows)
      }
    }
  }

  /// The datastores, with what uses them beside the VMs drawn.
  private func datastores(replication: Int) -> [Datastore] {
    let specs = scenario.whole.parts.storage
    return datastores.enumerated().map { index, template in
      guard specs.indices.contains(index) else { return template }
      var store = template
      store.load = specs[index].load.draw(
        for: store.name, seed: scenario.seed, replication: UInt64(replication))
      return store
    }
  }

  private func vms(replication: Int) -> [VirtualMachine] {
    scenario.whole.parts.vms.map { spec in
      let written = spec.writes.draw(
        for: spec.name.value, memory: spec.memory.value.pages, seed: scenario.seed,
        replication: UInt64(replication))
      var vm = scenario.whole.model(of: spec)
      vm.pageClasses = written.classes
      vm.activities = written.activities
      return vm
    }
  }
}

// MARK: - The world's tables

extension ScenarioWhole {
  fileprivate var modelHosts: [Host] {
    parts.hosts.map { host in
      Host(
        name: host.name.value, memory: host.memory, cpu: host.processor, cores: host.cores,
        migrationCores: host.migrationCores)
    }
  }

  fileprivate var modelDatastores: [Datastore] {
    if parts.storage.isEmpty { return [Datastore(name: "shared")] }
    return zip(parts.storage, reach).map { store, reach in
      Datastore(
        name: store.name.value, hosts: reach.map { Set($0.map { HostID($0) }) },
        capacity: (store.capacity ?? Bytes(.infinity)).wholeBytes,
        bandwidth: store.bandwidth ?? .unlimited, device: store.device)
    }
  }

  /// A VM without its memory, which each replication draws.
  fileprivate func model(of vm: VMSpec) -> VirtualMachine {
    let host = host(of: vm)!
    var cpu = parts.hosts[host].processor
    if let features = vm.cpuFeatures { cpu.features = Set(features) }
    return VirtualMachine(
      name: vm.name.value, host: HostID(host), isOn: vm.power == .on, pageClasses: [], cpu: cpu,
      vcpus: vm.vcpus, demand: vm.demand, firstWriteCost: vm.firstWriteCost,
      home: DatastoreID(datastore(vm.storage, of: vm) ?? 0),
      disks: vm.disks.map { disk in
        Disk(
          allocated: disk.allocated.wholeBytes,
          datastore: DatastoreID(datastore(disk.storage ?? vm.storage, of: vm) ?? 0),
          size: disk.size.value.wholeBytes, provisioning: disk.provisioning,
          writes: disk.writes)
      }, suspendImage: vm.power == .suspended ? vm.memory.value.pages.bytes : .zero,
      devices: vm.devices, isEmulated: vm.isEmulated)
  }
}

extension Bytes {
  /// Space is booked in whole bytes, so that the sums are exact.
  fileprivate var wholeBytes: Bytes { Bytes(value.rounded(.down)) }
}

extension Fault {
  /// How long it takes a link down; without end, infinitely long. `nil` if it is about something else.
  fileprivate var linkOutage: Seconds? {
    guard case .linkDown(_, let lasting, _) = event else { return nil }
    return lasting ?? Seconds(.infinity)
  }
}
