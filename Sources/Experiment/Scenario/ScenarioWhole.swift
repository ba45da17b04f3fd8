import Datacenter
import Orchestration
import Quantities
import StrictJSON

/// A scenario with every group written out as its members, and every name found at once.
///
/// It is large, never changes, and every replication of every thread looks into it: an object is passed on
/// without counting the references to each of its parts.
final class ScenarioWhole: Sendable {
  let parts: ScenarioParts
  let hosts: NameIndex
  /// Hosts, then switches, then the switches of generated networks.
  let nodes: NameIndex
  let generated: [Generated]
  let datastores: NameIndex
  let vms: NameIndex
  /// For each datastore the hosts that reach it; `nil` for all.
  let reach: [Set<Int>?]
  /// Whether the names of all hosts, VMs and datastores could be read. Where not, references are not
  /// judged: what they mean may be what could not be read.
  let areRead: (hosts: Bool, vms: Bool, datastores: Bool)
  /// For each host the first datastore that it reaches.
  private let nearest: [Int?]
  // What follows from the rest.
  private let writtenLinks = Once<[Link]>()
  private let plannedMoves = Once<PlannedMoves>()
  private let timeOrder = Once<[Int]>()

  init(_ written: ScenarioParts) {
    var parts = written
    parts.hosts = written.hosts.flatMap(\.members)
    let hosts = NameIndex(parts.hosts.map(\.name.value))
    parts.vms = []
    parts.vms.reserveCapacity(written.vms.reduce(0) { $0 + max($1.count ?? 1, 1) })
    for vm in written.vms { vm.addMembers(to: &parts.vms, on: hosts) }
    self.parts = parts
    self.hosts = hosts
    var switches = parts.network.switches.map(\.value)
    var generated: [Generated] = []
    for spec in parts.network.topologies {
      let network = Self.generate(
        spec.value, parts: parts, hosts: hosts, firstSwitch: switches.count)
      switches += network.switches
      generated.append(network)
    }
    self.generated = generated
    nodes = NameIndex(switches, after: hosts)
    datastores = NameIndex(parts.storage.map(\.name.value))
    vms = NameIndex(parts.vms.map(\.name.value))
    areRead = (
      parts.hosts.allRead(\.name), parts.vms.allRead(\.name), parts.storage.allRead(\.name)
    )
    reach = parts.storage.map { store in
      if let host = store.host { return Set(hosts[host.value].map { [$0] } ?? []) }
      return store.hosts.map { Set($0.flatMap { hosts.matches($0.value) }) }
    }
    var nearest: [Int?] = Array(repeating: nil, count: hosts.names.count)
    for (store, reach) in reach.enumerated() {
      for host in reach.map(Array.init) ?? Array(nearest.indices) where nearest[host] == nil {
        nearest[host] = store
      }
    }
    self.nearest = nearest
  }

  /// The same fleet, of which something else is asked.
  func asked(_ requests: [RequestSpec]) -> ScenarioWhole { ScenarioWhole(self, asking: requests) }

  private init(_ other: ScenarioWhole, asking requests: [RequestSpec]) {
    var parts = other.parts
    parts.requests = requests
    self.parts = parts
    (hosts, nodes, datastores, vms) = (other.hosts, other.nodes, other.datastores, other.vms)
    (generated, reach) = (other.generated, other.reach)
    (areRead, nearest) = (other.areRead, other.nearest)
  }

  // MARK: VMs

  /// The name of the host on which a VM starts; `nil` where it could not be read.
  func hostName(of vm: VMSpec) -> Located<String>? { vm.host.first }

  /// The host on which a VM starts.
  func host(of vm: VMSpec) -> Int? { vm.start }

  /// The datastore that a reference means: the named one, or the first that the VM's host reaches.
  func datastore(_ reference: Located<String>?, of vm: VMSpec) -> Int? {
    if let reference { return datastores[reference.value] }
    return host(of: vm).flatMap { nearest[$0] }
  }

  /// The datastores of a VM's configuration and of its disks, as far as their names are known.
  func files(of vm: VMSpec) -> [Int] {
    ([vm.storage] + vm.disks.map { $0.storage ?? vm.storage }).compactMap { datastore($0, of: vm) }
  }

  /// The pool of each host, from 0 in the order in which they are named first.
  var pools: [Int] {
    var numbers: [String?: Int] = [:]
    return parts.hosts.map { host in
      let number = numbers[host.pool] ?? numbers.count
      numbers[host.pool] = number
      return number
    }
  }

  // MARK: Requests

  /// Which VM each request sends where.
  var moves: PlannedMoves { plannedMoves.value { PlannedMoves(self) } }

  /// The places of the requests in the order of their times, and in that of the file at one time.
  var requestsByTime: [Int] {
    timeOrder.value {
      let requests = parts.requests
      func isBefore(_ a: Int, _ b: Int) -> Bool {
        (requests[a].at.value, a) < (requests[b].at.value, b)
      }
      // Mostly they stand in this order.
      let isInOrder = requests.indices.dropFirst().allSatisfy { isBefore($0 - 1, $0) }
      return isInOrder ? Array(requests.indices) : requests.indices.sorted(by: isBefore)
    }
  }

  /// The hosts to which a request sends VMs in turn, patterns written out; a name that means nothing
  /// stays as it is.
  func destinations(of request: RequestSpec) -> [Located<String>] {
    // Mostly there is one, and it is a name.
    if request.to.count == 1, hosts[request.to[0].value] != nil { return request.to }
    return request.to.flatMap { $0.written(out: hosts) }
  }

  /// The VMs that a request moves without saying where to: those that it names, or those on its hosts.
  func movesSomewhere(of request: RequestSpec) -> [Int] {
    if request.to.isEmpty, !request.migrate.isEmpty {
      return request.migrate.flatMap { vms.matches($0.value) }
    }
    guard request.namesHosts else { return [] }
    let emptied = Set(emptiedHosts(of: request) + watchedHosts(of: request))
    guard !emptied.isEmpty else { return [] }
    return parts.vms.indices.filter { host(of: parts.vms[$0]).map(emptied.contains) == true }
  }

  /// The hosts that a request empties, in the order in which it names them.
  func emptiedHosts(of request: RequestSpec) -> [Int] {
    (request.evacuate + request.maintain).flatMap { hosts.matches($0.value) }
  }

  /// The hosts that a request watches: VMs on them may move.
  func watchedHosts(of request: RequestSpec) -> [Int] {
    (request.foresee + request.balance.hosts).flatMap { hosts.matches($0.value) }
  }

  /// The VMs that a request starts again, in the order in which it names them.
  func restarted(by request: RequestSpec) -> [Int] {
    var seen: Set<Int> = []
    return request.restart.flatMap { vms.matches($0.value) }.filter { seen.insert($0).inserted }
  }

  /// Every link: those written down, the tree's, the generated ones. What is not sound is left out.
  ///
  /// Links side by side that have no names of their own are told apart: `a-b`, `a-b#2`.
  var links: [Link] { writtenLinks.value { writtenOut() } }

  /// How many migrations one replication of one arm asks for, as far as that is known before.
  var migrations: Int {
    parts.requests.reduce(moves.all.count) { sum, request in
      let back = request.maintain.isEmpty || request.rules.wayBack == .stay ? 1 : 2
      return sum + back * movesSomewhere(of: request).count
    }
  }

  /// Whether the scenario is about a fleet: migrations wait for each other, VMs are placed, and results
  /// tell what became of requests, hosts and VMs.
  var isFleet: Bool {
    if parts.consolidation != nil { return false }
    return hasOutages || hasLoads || parts.admission != nil || parts.placement != nil
      || !parts.affinity.isEmpty
      || parts.manager != nil || !parts.arms.isEmpty
      || parts.requests.contains(where: \.needsFleet)
      || parts.vms.contains { $0.pinned != nil || !$0.runsOn.isEmpty }
  }

  /// Whether results tell how the hosts' cores were loaded.
  var hasLoads: Bool {
    parts.loadView != nil || parts.vms.contains { $0.demand != nil }
      || parts.requests.contains { !$0.balance.hosts.isEmpty }
  }

  /// How many arms the experiment has.
  var arms: Int {
    if let day = parts.consolidation { return day.policies.count * day.worlds.count }
    if !parts.arms.isEmpty { return parts.arms.count }
    return hasOwnStrategies ? 1 : max(1, parts.strategies.count)
  }

  /// Whether every request names its strategy.
  var hasOwnStrategies: Bool { parts.requests.allSatisfy { $0.strategy != nil } }
}

extension HostSpec {
  /// The members of the group.
  fileprivate var members: [HostSpec] {
    Group.names(name, count: count).map { name in
      var member = self
      member.name = name
      return member
    }
  }
}

extension VMSpec {
  /// Adds the members of the group, each with the one host on which it starts. There may be a million,
  /// so that none is made twice, and those on one host share its name.
  fileprivate func addMembers(to all: inout [VMSpec], on hosts: NameIndex) {
    let choices = host.flatMap { $0.written(out: hosts) }
    let unknown = choices.filter { hosts[$0.value] == nil }
    let shared = choices.map { $0.value.contains(Group.mark) ? nil : [$0] }
    let made = choices.map { Group.member(of: $0.value) }
    for (index, name) in Group.names(name, count: count).enumerated() {
      var member = self
      member.name = name
      member.number = index + 1
      if !choices.isEmpty {
        let place = index % choices.count
        let choice = choices[place]
        member.host = shared[place] ?? [choice.with(made[place](index + 1))]
        // Names that mean nothing stay, so that each is reported.
        if index == 0 { member.host += unknown.filter { $0.position != choice.position } }
        member.start = hosts[member.host[0].value]
      }
      all.append(member)
    }
  }
}

extension Located<String> {
  /// The names that a reference means, each at its place; itself if it means nothing.
  fileprivate func written(out names: NameIndex) -> [Located<String>] {
    let found = names.matches(value)
    return found.isEmpty ? [self] : found.map { with(names.names[$0]) }
  }
}

extension ScenarioParts {
  /// Reports groups that are too large together to be written out; whether there are none.
  func checkSize(_ log: IssueLog) -> Bool {
    let groups = [
      ("hosts", hosts.map { ($0.name, $0.count ?? 1) }),
      ("VMs", vms.map { ($0.name, $0.count ?? 1) }),
    ]
    var isSmall = true
    for (noun, members) in groups {
      var total = 0
      for (name, count) in members {
        total += count
        guard total > Group.most else { continue }
        isSmall = false
        log.report(
          at: name, problem: "together there are more than \(Group.most) \(noun)",
          remedy: "write a smaller \"count\"")
        break
      }
    }
    return isSmall
  }
}
