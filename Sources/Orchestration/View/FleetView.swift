public import Datacenter
public import Quantities

/// What requests and placements may know of the fleet: read-only to them, and brought up to date
/// change by change, so that nothing is ever counted anew.
public struct FleetView: Sendable {
  /// The hosts.
  public private(set) var hosts: [HostFacts]
  /// The VMs.
  public private(set) var vms: [VMFacts]
  /// What is free on datastores, and which hosts reach them.
  private(set) var storage: StorageRoom
  /// Which VMs must, or must not, share a host.
  public let rules: [AffinityRule]
  /// For each VM the rules that name it.
  private var rulesOf: [VMID: [Int]] = [:]
  /// The least that the reserve was at any time.
  public private(set) var leastReserve = Bytes(.infinity)
  /// How much memory each host held, where that is recorded.
  public private(set) var memory: MemoryHistory?
  /// What is free on the hosts in use, and the memory of the largest.
  private var freeInUse = Bytes.zero
  private var largestInUse = Bytes.zero
  /// How many hosts in use have so much memory, by size; those of which there are none may stay.
  private var sizesInUse: [(size: Bytes, count: Int)] = []

  /// The fleet as it stands when nothing moves.
  public init(
    hosts: [HostFacts], vms: [VMFacts], reach: [Set<HostID>?] = [], rules: [AffinityRule] = []
  ) {
    self.init(hosts, vms, StorageRoom(reach: reach, hosts: hosts.count), rules)
  }

  private init(
    _ hosts: [HostFacts], _ vms: [VMFacts], _ storage: StorageRoom, _ rules: [AffinityRule]
  ) {
    self.hosts = hosts
    self.vms = vms
    self.storage = storage
    self.rules = rules
    for (number, rule) in rules.enumerated() {
      for vm in rule.vms { rulesOf[vm, default: []].append(number) }
    }
    for index in vms.indices where vms[index].condition.takesMemory {
      settle(VMID(index), on: vms[index].host)
    }
    countReserve()
    noteReserve()
  }

  /// The fleet of a world that has not begun.
  public init(
    of world: borrowing World, rules: [AffinityRule] = [],
    limits: [VMID: PlacementLimits] = [:], pools: [Int] = []
  ) {
    self.init(
      world.hosts.enumerated().map { index, host in
        HostFacts(
          name: host.name, memory: host.memory, cores: host.cores, cpu: host.cpu,
          pool: pools.isEmpty ? 0 : pools[index])
      },
      Self.facts(of: world.vms, limits), StorageRoom(world.datastores, hosts: world.hosts.count),
      rules)
    guard storage.matters else { return }
    for (index, vm) in world.vms.enumerated() { vms[index].files = Self.files(of: vm) }
  }

  private static func stores(
    of vm: borrowing VirtualMachine, home: Set<DatastoreID>
  ) -> Set<DatastoreID> {
    vm.disks.isEmpty ? home : vm.disks.reduce(into: home) { $0.insert($1.datastore) }
  }

  private static func files(of vm: VirtualMachine) -> [StoredFile] {
    [StoredFile(vm.suspendImage, on: vm.home)] + vm.disks.map { StoredFile($0) }
  }

  private static func facts(
    of vms: [VirtualMachine], _ limits: [VMID: PlacementLimits]
  ) -> [VMFacts] {
    let vms = vms.span
    var facts: [VMFacts] = []
    facts.reserveCapacity(vms.count)
    // Mostly VMs share a home, and then one set.
    var (home, homes) = (DatastoreID(0), Set([DatastoreID(0)]))
    for index in vms.indices {
      if vms[index].home != home { (home, homes) = (vms[index].home, [vms[index].home]) }
      facts.append(
        VMFacts(
          name: vms[index].name, memory: vms[index].memory.bytes, vcpus: vms[index].vcpus,
          cpu: vms[index].cpu, stores: stores(of: vms[index], home: homes),
          limits: limits.isEmpty ? nil : limits[VMID(index)], host: vms[index].primary.host,
          condition: VMFacts.Condition(vms[index].primary.state)))
      facts[index].wantedCores = vms[index].wantedCores
    }
    return facts
  }

  public subscript(host: HostID) -> HostFacts {
    _read { yield hosts[host.index] }
  }

  public subscript(vm: VMID) -> VMFacts {
    _read { yield vms[vm.index] }
  }

  /// For each VM its place in the order of names as text.
  ///
  /// - Complexity: O(n log n).
  func placesByName() -> [Int] {
    var places = Array(repeating: 0, count: vms.count)
    let byName = vms.indices.sorted { (vms[$0].name, $0) < (vms[$1].name, $1) }
    for (place, vm) in byName.enumerated() { places[vm] = place }
    return places
  }

  /// The hosts, by number.
  public var hostIDs: some Collection<HostID> { hosts.indices.lazy.map { HostID($0) } }

  /// The hosts that can open what lies on a datastore; `nil` for all.
  func hosts(reaching store: DatastoreID) -> Set<HostID>? {
    storage.reach.indices.contains(store.index) ? storage.reach[store.index] : nil
  }

  /// Whether a rule about who shares a host names a VM.
  func hasRules(_ vm: VMID) -> Bool { rulesOf[vm] != nil }

  /// Whether a VM on a host would break a rule about who shares one.
  ///
  /// A VM counts as where it is going, if it moves. VMs that must share a host may leave it together:
  /// the first goes anywhere, and the others follow it.
  func ruleMisfit(of vm: VMID, on host: HostID) -> Misfit? {
    for number in rulesOf[vm] ?? [] {
      for other in rules[number].vms where other != vm {
        let machine = vms[other.index]
        switch rules[number].kind {
        case .apart:
          if machine.bound == host || machine.host == host && machine.condition.takesMemory {
            return .antiAffinity
          }
        case .together:
          let place = machine.bound ?? machine.host
          if place != host, place != vms[vm.index].host, machine.condition.takesMemory {
            return .affinity
          }
        }
      }
    }
    return nil
  }

  // MARK: Changes

  /// A host takes VMs, or no longer does.
  ///
  /// - Complexity: O(1), and O(sizes of hosts) where the last of the largest leaves.
  mutating func set(_ host: HostID, _ state: HostState) {
    let wasInUse = hosts[host.index].state == .up
    hosts[host.index].state = state
    if wasInUse != (state == .up) { count(host, isInUse: !wasInUse) }
  }

  /// How much more memory is free on the hosts in use than the largest of them has: where it is not
  /// negative, any of them could die, and the others had room for its VMs (N+1).
  public var reserve: Bytes { freeInUse - largestInUse }

  /// The reserve as it would be if some hosts were empty and out of use, and others in use again.
  ///
  /// - Complexity: O(hosts).
  func reserve(without emptied: Set<HostID>, with returned: Set<HostID> = []) -> Bytes {
    var (room, largest) = (Bytes.zero, Bytes.zero)
    for index in hosts.indices {
      if emptied.contains(HostID(index)) {
        room -= hosts[index].used
      } else if hosts[index].state == .up || returned.contains(HostID(index)) {
        room += hosts[index].free
        largest = max(largest, hosts[index].memory)
      }
    }
    return room - largest
  }

  private mutating func countReserve() {
    (freeInUse, largestInUse, sizesInUse) = (.zero, .zero, [])
    for index in hosts.indices where hosts[index].state == .up {
      count(HostID(index), isInUse: true)
    }
  }

  /// A host is in use from now on, or no longer.
  private mutating func count(_ host: HostID, isInUse: Bool) {
    let (size, free) = (hosts[host.index].memory, hosts[host.index].free)
    let place = place(of: size)
    sizesInUse[place].count += isInUse ? 1 : -1
    if isInUse {
      freeInUse += free
      largestInUse = max(largestInUse, size)
    } else {
      freeInUse -= free
      if sizesInUse[place].count == 0 {
        largestInUse = sizesInUse.last { $0.count > 0 }?.size ?? .zero
      }
    }
  }

  /// Where a size of hosts stands among those in use, the smallest first.
  private mutating func place(of size: Bytes) -> Int {
    var (low, high) = (0, sizesInUse.count)
    while low < high {
      let middle = (low + high) / 2
      if sizesInUse[middle].size < size { low = middle + 1 } else { high = middle }
    }
    if low == sizesInUse.count || sizesInUse[low].size != size {
      sizesInUse.insert((size, 0), at: low)
    }
    return low
  }

  /// A host holds more than it did, or less.
  private mutating func hold(_ memory: Bytes, on host: HostID) {
    if hosts[host.index].state == .up { freeInUse -= memory }
    self.memory?.touch(host.index)
  }

  /// From now on, how much memory each host holds is recorded.
  mutating func recordMemory() { memory = MemoryHistory(hosts) }

  /// All that happens at this instant has happened: the reserve is what is left.
  mutating func note(at now: Instant) {
    noteReserve()
    memory?.note(hosts, at: now)
  }

  private mutating func noteReserve() { leastReserve = min(leastReserve, reserve) }

  /// A move has been placed on a host, which keeps what it will take until the move has ended.
  ///
  /// - Parameters:
  ///   - kind: what it moves.
  ///   - needs: what it wants of datastores.
  mutating func promise(
    _ vm: VMID, to host: HostID, _ kind: MoveClass = .memory, _ needs: FileNeeds = FileNeeds()
  ) -> Promise {
    // A VM that is here already, or is off, takes nothing more.
    let isNew = vms[vm.index].condition.takesMemory && vms[vm.index].host != host
    let promise = Promise(
      vm: vm, host: host, memory: isNew ? vms[vm.index].memory : .zero,
      vcpus: isNew ? vms[vm.index].vcpus : 0, shares: shares(of: vm, on: host, kind, needs))
    storage.promise(promise.shares)
    hosts[host.index].inbound += 1
    vms[vm.index].bound = host
    hosts[host.index].promised += promise.memory
    hold(promise.memory, on: host)
    hosts[host.index].promisedVCPUs += promise.vcpus
    return promise
  }

  /// What the files of a VM would take on a host, and where.
  func shares(
    of vm: VMID, on host: HostID, _ kind: MoveClass, _ needs: FileNeeds
  ) -> [StorageRoom.Share] {
    kind.bringsFiles ? storage.shares(of: vms[vm.index].files, on: host, needs) : []
  }

  /// The move has ended, or goes elsewhere.
  mutating func end(_ promise: Promise) {
    hosts[promise.host.index].inbound -= 1
    vms[promise.vm.index].bound = nil
    storage.end(promise.shares)
    hosts[promise.host.index].promised -= promise.memory
    hold(.zero - promise.memory, on: promise.host)
    hosts[promise.host.index].promisedVCPUs -= promise.vcpus
  }

  /// A VM is found somewhere.
  ///
  /// - Complexity: O(VMs of the two hosts).
  mutating func found(_ vm: VMID, on host: HostID, _ condition: VMFacts.Condition) {
    let old = vms[vm.index]
    if old.host != host { vms[vm.index].moves += 1 }
    guard old.host != host || old.condition != condition else { return }
    if old.condition.takesMemory { leave(vm, old.host) }
    vms[vm.index].host = host
    vms[vm.index].condition = condition
    if condition.takesMemory { settle(vm, on: host) }
  }

  /// The files of a VM are found somewhere.
  mutating func foundFiles(of machine: borrowing VirtualMachine, _ vm: VMID) {
    vms[vm.index].stores = Self.stores(of: machine, home: [machine.home])
    if storage.matters { vms[vm.index].files = Self.files(of: machine) }
  }

  /// What is free on datastores is looked up.
  ///
  /// - Returns: whether there is more than before anywhere.
  /// - Complexity: O(datastores).
  mutating func foundSpace(in world: borrowing World) -> Bool {
    storage.look(at: world.datastores)
  }

  private mutating func settle(_ vm: VMID, on host: HostID) {
    let place = place(of: vm, on: host)
    hosts[host.index].residents.insert(vm, at: place)
    hosts[host.index].used += vms[vm.index].memory
    hold(vms[vm.index].memory, on: host)
    hosts[host.index].vcpus += vms[vm.index].vcpus
  }

  private mutating func leave(_ vm: VMID, _ host: HostID) {
    hosts[host.index].residents.remove(at: place(of: vm, on: host))
    hosts[host.index].used -= vms[vm.index].memory
    hold(.zero - vms[vm.index].memory, on: host)
    hosts[host.index].vcpus -= vms[vm.index].vcpus
  }

  /// Where a VM stands, or belongs, among those of a host, which are in the order of their numbers.
  private func place(of vm: VMID, on host: HostID) -> Int {
    var (low, high) = (0, hosts[host.index].residents.count)
    while low < high {
      let middle = (low + high) / 2
      if hosts[host.index].residents[middle].index < vm.index {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  /// A VM wants more CPU than before, or less.
  mutating func wants(_ vm: VMID, _ cores: Double) { vms[vm.index].wantedCores = cores }

  // MARK: Invariants

  /// What does not add up; `nil` if all does. For tests: it counts everything.
  public var violation: String? {
    var counted = self
    counted.countReserve()
    if abs((counted.reserve - reserve).value) > 1e-6 * counted.freeInUse.value + 1 {
      return "the reserve is \(reserve) instead of \(counted.reserve)"
    }
    if let violation = storage.violation { return violation }
    var residents = Array(repeating: [VMID](), count: hosts.count)
    for index in vms.indices where vms[index].condition.takesMemory {
      residents[vms[index].host.index].append(VMID(index))
    }
    for (index, host) in hosts.enumerated() {
      if residents[index] != host.residents { return "\(host.name) has other VMs" }
      let used = host.residents.reduce(Bytes.zero) { $0 + vms[$1.index].memory }
      if used != host.used { return "\(host.name) uses \(host.used) instead of \(used)" }
      if host.inbound < 0 || host.promised < .zero { return "\(host.name) promised less than none" }
    }
    return nil
  }
}

/// What a host keeps for a move.
struct Promise {
  let vm: VMID
  let host: HostID
  let memory: Bytes
  let vcpus: Int
  /// What its files will take, and where.
  let shares: [StorageRoom.Share]
}

/// VMs that must share a host, or must not.
public struct AffinityRule: Hashable, Sendable {
  public var kind: Kind
  /// The VMs, by number.
  public var vms: [VMID]

  public init(_ kind: Kind, _ vms: [VMID]) {
    self.kind = kind
    self.vms = vms
  }

  /// What a rule asks.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case together, apart
  }
}
