internal import Foundation
internal import Quantities
internal import StrictJSON

/// Writes an estate as a scenario: hosts and VMs a line each, like ones in a group, each with a note of where
/// its values come from.
struct ScenarioText {
  private let estate: CompleteEstate
  private let source: Estate
  private let placements: Placements

  init(_ estate: CompleteEstate, of source: Estate) {
    self.estate = estate
    placements = Placements(estate.hosts)
    self.source = source
  }

  /// The text of the file.
  ///
  /// - Parameter notes: what should be remembered about it.
  func text(notes: [String]) -> String {
    let example = Self.example(of: estate)
    let hosts = Groups(estate.hosts.map { ($0.name, host($0), nil) })
    let vms = Groups(estate.vms.map { ($0.name, vm($0), estate.hosts[$0.host].name) })
    var parts: [(String, String)] = [
      ("format", "1"), ("question", JSONNode(.string(question(example))).text),
      ("notes", Self.lines(notes.map { JSONNode(.string($0)) })),
      ("hosts", Self.lines(hosts.entries)),
      ("network", network), ("storage", Self.lines(stores)), ("vms", Self.lines(vms.entries)),
      ("affinity", Self.lines(estate.rules.map(rule))),
      ("requests", Self.lines([request(example)])), ("strategies", strategies.text),
      ("replications", "20"), ("seed", "1"),
    ]
    if estate.stores.isEmpty { parts.removeAll { $0.0 == "storage" } }
    if estate.rules.isEmpty { parts.removeAll { $0.0 == "affinity" } }
    return "{\n" + parts.map { "  \"\($0.0)\": \($0.1)" }.joined(separator: ",\n") + "\n}\n"
  }

  private static func lines(_ nodes: [JSONNode], indent: String = "  ") -> String {
    "[\n" + nodes.map { indent + "  " + $0.text }.joined(separator: ",\n") + "\n\(indent)]"
  }

  private static func object(_ members: [(String, JSONNode?)]) -> JSONNode {
    JSONNode(.object(members.compactMap { key, value in value.map { .init(key, $0) } }))
  }

  private static func text(_ quantity: some Quantity) -> JSONNode {
    JSONNode(.string(quantity.description))
  }

  // MARK: Hosts and what joins them

  private func host(_ host: CompleteEstate.Host) -> JSONNode {
    let features: [JSONNode] = host.features.map { JSONNode(.string($0)) }
    let cpu = Self.object([
      ("vendor", host.host.cpuVendor.map { JSONNode(.string($0)) }),
      ("features", features.isEmpty ? nil : JSONNode(.array(features))),
    ])
    let model = host.host.cpuModel.map {
      "\($0)\(host.host.cpuBaseline.map { ", EVC \($0)" } ?? "")"
    }
    let notes = [
      "memory \(host.memory.origin)",
      "network \(host.speed.origin)",
      processors(host.host), model, host.host.cluster.map { "cluster \($0)" },
      host.host.isOpen ? nil : "takes no VMs now",
    ]
    return Self.object([
      ("memory", Self.text(host.memory.value)), ("cpu", cpu.members!.isEmpty ? nil : cpu),
      ("note", JSONNode(.string(notes.compactMap(\.self).joined(separator: "; ")))),
    ])
  }

  /// `"64 cores, 128 threads"`, as far as they are known.
  private func processors(_ host: Estate.Host) -> String? {
    let parts = [
      host.cores.map { count($0.value, "core") }, host.threads.map { count($0.value, "thread") },
    ].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// One switch, and a link from each host as fast as what its migrations go over.
  private var network: String {
    var name = "migration-network"
    while estate.hosts.contains(where: { $0.name == name }) { name += "-" }
    let speeds = Set(estate.hosts.map(\.speed.value))
    let ends =
      speeds.count == 1 ? [("*", speeds.first!)] : estate.hosts.map { ($0.name, $0.speed.value) }
    let links = ends.map { host, speed -> JSONNode in
      Self.object([
        ("between", JSONNode(.array([JSONNode(.string(host)), JSONNode(.string(name))]))),
        ("bandwidth", Self.text(speed)),
      ])
    }
    return
      "{\n    \"switches\": [\(JSONNode(.string(name)).text)],\n    \"links\": \(Self.lines(links, indent: "    "))\n  }"
  }

  private var stores: [JSONNode] {
    estate.stores.map { store in
      var reach: [(String, JSONNode?)] = [("shared", true)]
      if let hosts = store.hosts, hosts.count < estate.hosts.count {
        let names = hosts.sorted().map { JSONNode(.string(estate.hosts[$0].name)) }
        reach =
          names.count == 1
          ? [("host", names[0])] : [("shared", true), ("hosts", JSONNode(.array(names)))]
      }
      return Self.object(
        [("name", JSONNode(.string(store.name)))] + reach
          + [("capacity", store.capacity.map { Self.text($0) })])
    }
  }

  // MARK: VMs

  private func vm(_ vm: CompleteEstate.VM) -> JSONNode {
    let needsFeatures = estate.hosts.contains { !$0.features.isEmpty }
    let home = vm.home
    let hosts = placements.hosts(for: vm.host)
    let disks: [JSONNode] = vm.disks.map { disk, store in
      let allocated = disk.allocated?.value ?? disk.size.value
      return Self.object([
        ("size", Self.text(disk.size.value)),
        (
          "allocated",
          disk.isThin != false && allocated < disk.size.value ? Self.text(allocated) : nil
        ),
        ("provisioning", disk.isThin == false ? "thick" : nil),
        ("storage", store == home ? nil : JSONNode(.string(estate.stores[store].name))),
      ])
    }
    return Self.object([
      ("memory", Self.text(vm.memory.value)),
      ("power", vm.vm.power == .on ? nil : JSONNode(.string(vm.vm.power.rawValue))),
      ("vcpus", vm.vm.vcpus.map { JSONNode(integerLiteral: max(1, $0.value)) }),
      (
        "cpuFeatures",
        needsFeatures ? JSONNode(.array(vm.features.map { JSONNode(.string($0)) })) : nil
      ),
      ("pinned", estate.tie(of: vm).map { JSONNode(.string($0)) }),
      ("runsOn", hosts.map { JSONNode(.array($0.map { JSONNode(.string($0)) })) }),
      ("storage", home.map { JSONNode(.string(estate.stores[$0].name)) }),
      ("disks", disks.isEmpty ? nil : JSONNode(.array(disks))),
      ("writes", vm.vm.power == .on ? vm.writes.json : nil),
      ("note", JSONNode(.string(note(vm)))),
    ])
  }

  private func note(_ vm: CompleteEstate.VM) -> String {
    var notes = ["memory \(vm.memory.origin)"]
    if vm.vm.power == .on { notes += vm.writes.notes }
    if vm.vm.power != .on, let reason = vm.vm.movability.reason {
      notes.append("not live: \(reason)")
    }
    notes += vm.vm.rules.map { "rule \($0)" }
    if vm.vm.disks.contains(where: \.isRaw) { notes.append("raw devices left out") }
    if let page = vm.vm.hugePage { notes.append("backed by pages of \(page)") }
    return notes.joined(separator: "; ")
  }

  private func rule(_ rule: CompleteEstate.Rule) -> JSONNode {
    let vms = rule.vms.map { JSONNode(.string(estate.vms[$0].name)) }
    return Self.object([
      (rule.kind.rawValue, JSONNode(.array(vms))), ("note", JSONNode(.string(rule.name))),
    ])
  }

  // MARK: What is asked

  /// The largest VM that can move live, and the host with the most room for it; else any VM.
  static func example(of estate: CompleteEstate) -> (vm: Int, to: Int)? {
    func room(_ host: Int) -> Bytes { estate.hosts[host].memory.value - estate.hosts[host].held }
    func destination(_ vm: Int) -> Int? {
      estate.hosts.indices.filter { estate.takes(vm, $0) }.max { room($0) < room($1) }
    }
    let live = estate.vms.indices.filter { estate.obstacle(to: estate.vms[$0]) == nil }
    let bySize = live.sorted { estate.vms[$0].memory.value > estate.vms[$1].memory.value }
    // Best one that every strategy moves.
    let goesAlone = bySize.filter { !estate.takesDisksAlong(estate.vms[$0]) }
    for vm in goesAlone + bySize { if let host = destination(vm) { return (vm, host) } }
    guard let vm = live.first ?? estate.vms.indices.first else { return nil }
    return estate.hosts.indices.first { $0 != estate.vms[vm].host }.map { (vm, $0) }
  }

  private func question(_ example: (vm: Int, to: Int)?) -> String {
    let day = source.exported.map { " of \($0)" } ?? ""
    let sources = source.sources.joined(separator: ", ")
    let what = example.map {
      " How long does \(estate.vms[$0.vm].name), as an example, take to move to \(estate.hosts[$0.to].name)?"
    }
    return
      "\(count(estate.hosts.count, "host")) and \(count(estate.vms.count, "VM")), imported from \(sources)\(day).\(what ?? "")"
  }

  private func request(_ example: (vm: Int, to: Int)?) -> JSONNode {
    guard let example else { return [:] }
    return [
      "at": "10 s", "migrate": JSONNode(.string(estate.vms[example.vm].name)),
      "to": JSONNode(.string(estate.hosts[example.to].name)),
    ]
  }

  /// The engine of the system that the VMs run on. libvirt lifts QEMU's own cap on the bandwidth.
  private var strategies: JSONNode {
    let fastest = estate.hosts.map(\.speed.value).max() ?? .gigabitsPerSecond(10)
    let (name, engine) = estate.platform.engine
    var preCopy: [(String, JSONNode?)] = [("engine", JSONNode(.string(engine)))]
    if name == "qemu" { preCopy.append(("maximumBandwidth", Self.text(fastest))) }
    let memory = Self.object(preCopy)
    var disks: [(String, JSONNode?)] = []
    if name != "qemu" { disks.append(("disks", ["engine": "io-mirroring"])) }
    let along = Self.object([("sharedNothing", Self.object([("memory", memory)] + disks))])
    let live = estate.vms.filter { $0.vm.power == .on && estate.obstacle(to: $0) == nil }
    let withDisks = live.count { estate.takesDisksAlong($0) }
    return Self.object([
      (name, withDisks > 0 && withDisks == live.count ? nil : Self.object([("preCopy", memory)])),
      (estate.platform.nameWithDisks, withDisks > 0 ? along : nil),
    ])
  }
}

extension Estate.Platform {
  /// What moves VMs there: a name for it, and the engine.
  var engine: (name: String, engine: String) {
    switch self {
    case .vsphere: ("vmotion", "vmware-like")
    case .hyperv: ("hyper-v", "hyper-v-like")
    case .xen: ("xen", "xen-modern")
    case .libvirt, .kubevirt, .proxmox, .openstack, .unknown: ("qemu", "qemu-8.2")
    }
  }
}

extension Estate.Platform {
  /// What the strategy is called that takes disks along.
  var nameWithDisks: String { "\(engine.name)-with-disks" }
}

extension CompleteEstate {
  /// Why a VM cannot move live; `nil` if nothing is in the way.
  func obstacle(to vm: VM) -> String? {
    if let reason = vm.vm.movability.reason { return reason }
    guard let own = ownDisk(of: vm), !takesDisksAlong(vm) else { return nil }
    return
      "its disk lies on \(stores[own.store].name), which no other host reaches, and no other host has a datastore with room for it"
  }

  /// A disk where no other host reaches it.
  private func ownDisk(of vm: VM) -> (disk: Estate.Disk, store: Int)? {
    vm.disks.first { stores[$0.store].hosts == [vm.host] }
  }

  /// Whether a VM can move only with its disks, and another host has room for them.
  func takesDisksAlong(_ vm: VM) -> Bool {
    guard vm.vm.movability == .live, ownDisk(of: vm) != nil else { return false }
    return hosts.indices.contains { host in
      host != vm.host && hosts[host].host.isOpen
        && hosts[host].host.cluster == hosts[vm.host].host.cluster
        && hasRoom(forDisksOf: vm, on: host)
    }
  }

  /// What ties a running VM to its host; `nil` if nothing does, or if it moves as files.
  func tie(of vm: VM) -> String? { vm.vm.power == .on ? obstacle(to: vm) : nil }

  /// Whether a VM may move to a host, as far as the files say.
  func takes(_ vm: Int, _ host: Int) -> Bool {
    let (vm, to, from) = (vms[vm], hosts[host], hosts[vms[vm].host])
    return host != vm.host && to.host.isOpen && to.host.cluster == from.host.cluster
      && to.host.cpuVendor == from.host.cpuVendor
      && to.memory.value - to.held >= vm.memory.value.pages.bytes
      && vm.features.allSatisfy(to.features.contains)
      && (reachesDisks(of: vm, from: host)
        || takesDisksAlong(vm) && hasRoom(forDisksOf: vm, on: host))
  }
}
