internal import Quantities

/// An estate with everything that a scenario needs: what no export says is assumed, and said so.
struct CompleteEstate {
  var hosts: [Host] = []
  var vms: [VM] = []
  var stores: [Store] = []
  /// Which VMs must share a host, or must not.
  var rules: [Rule] = []
  let platform: Estate.Platform
  /// VMs that are left out, as no file says how much memory they have.
  private(set) var sizeless: [String] = []
  /// What was assumed or left out, each a sentence.
  var remarks: [String] = []

  struct Host {
    let name: String
    let host: Estate.Host
    var memory: Known<Bytes>
    let speed: Known<BytesPerSecond>
    /// What VMs may rely on.
    var features: [String] = []
    /// Memory of the VMs that run there.
    var held = Bytes.zero
  }

  struct VM {
    let name: String
    let vm: Estate.VM
    let memory: Known<Bytes>
    /// The place of its host.
    let host: Int
    /// The place of its own datastore.
    var home: Int?
    var disks: [(disk: Estate.Disk, store: Int)] = []
    var features: [String] = []
    let writes: GuestWrites
  }

  struct Store {
    let name: String
    /// The hosts that reach it; `nil` for all.
    var hosts: Set<Int>?
    var capacity: Bytes?
    /// What of it is free, where that is known.
    var free: Bytes?
    /// What the VMs' files take of it.
    var used = Bytes.zero
  }

  struct Rule {
    let name: String
    let kind: Kind
    /// The places of its VMs, two or more.
    let vms: [Int]

    enum Kind: String { case apart, together }
  }

  /// What a host's migrations go over where nothing says it.
  static let usualSpeed = BytesPerSecond.gigabitsPerSecond(10)

  init(_ estate: Estate, bandwidth: BytesPerSecond?) {
    platform = estate.platform
    addHosts(of: estate, bandwidth)
    addVMs(of: estate)
    addRules(of: estate)
    raiseMemory()
    addStores(of: estate)
    addFeatures()
  }

  // MARK: Hosts

  private mutating func addHosts(of estate: Estate, _ bandwidth: BytesPerSecond?) {
    var names = Names()
    let known = estate.hosts.compactMap { $0.memory?.value }
    let usual =
      known.filter { $0 > .zero }.max() ?? .gibibytes(256)
    func speed(_ host: Estate.Host) -> Known<BytesPerSecond> {
      if let bandwidth { return Known(bandwidth, .read, "--bandwidth") }
      return host.migration?.speed ?? Known(Self.usualSpeed, .assumed, "")
    }
    func add(_ host: Estate.Host) {
      let said = [host.allocatable, host.memory].compactMap(\.self)
      let memory =
        said.first { $0.value > .zero } ?? Known(usual, .assumed, "")
      hosts.append(
        Host(name: names.make(host.name), host: host, memory: memory, speed: speed(host)))
    }
    estate.hosts.forEach(add)
    let listed = Set(estate.hosts.map(\.name))
    var missing: [String] = []
    for name in estate.vms.compactMap(\.host)
    where !listed.contains(name) && !missing.contains(name) {
      missing.append(name)
    }
    for name in missing { add(Estate.Host(name)) }
    if !missing.isEmpty, !estate.hosts.isEmpty {
      let names = missing.prefix(3).joined(separator: ", ")
      remarks.append(
        "\(names)\(missing.count > 3 ? " and \(missing.count - 3) more" : "") \(missing.count == 1 ? "runs VMs, but is not among the hosts: it" : "run VMs, but are not among the hosts: each") is taken to have \(usual)."
      )
    }
    if estate.vms.contains(where: { $0.host == nil }) {
      add(Estate.Host("unknown-host"))
      remarks.append("VMs whose host no file names are placed on unknown-host.")
    }
    // A migration needs another host.
    if hosts.count == 1 {
      var other = hosts[0].host
      other.name = "spare-host"
      other.isOpen = true
      add(other)
      remarks.append(
        "There is one host only: spare-host, which is like it, is added as a destination.")
    }
  }

  // MARK: VMs

  private mutating func addVMs(of estate: Estate) {
    let places = Dictionary(
      zip(hosts.map(\.host.name), hosts.indices), uniquingKeysWith: { first, _ in first })
    var names = Names()
    for vm in estate.vms {
      guard let memory = vm.memory, memory.value > .zero else {
        sizeless.append(vm.name)
        continue
      }
      let host = places[vm.host ?? "unknown-host"]!
      vms.append(
        VM(
          name: names.make(vm.name), vm: vm, memory: memory, host: host,
          writes: GuestWrites(vm, memory: memory.value)))
      if vm.power == .on { hosts[host].held = hosts[host].held + memory.value.pages.bytes }
    }
    if let leftOut { remarks.append(leftOut) }
  }

  /// What is said of VMs that are left out.
  var leftOut: String? {
    sizeless.first.map {
      "\(count(sizeless.count, "VM")) without a memory size \(sizeless.count == 1 ? "is" : "are") left out, such as \($0)."
    }
  }

  /// Rules of which the files tell the kind; those about a single VM say nothing.
  private mutating func addRules(of estate: Estate) {
    let places = Dictionary(
      zip(vms.map(\.vm.name), vms.indices), uniquingKeysWith: { first, _ in first })
    for rule in estate.rules {
      guard let kind = Rule.Kind(rawValue: rule.kind.rawValue) else { continue }
      let members = rule.vms.compactMap { places[$0] }
      if members.count > 1 { rules.append(Rule(name: rule.name, kind: kind, vms: members)) }
    }
  }

  /// A scenario's hosts hold the memory of their VMs whole; hypervisors may promise more than there is.
  private mutating func raiseMemory() {
    for place in hosts.indices where hosts[place].held > hosts[place].memory.value {
      if hosts[place].memory.provenance != .assumed {
        remarks.append(
          "The VMs on \(hosts[place].name) have more memory than it: \(hosts[place].held), not \(hosts[place].memory.value), is written for it."
        )
      }
      hosts[place].memory = Known(hosts[place].held, .assumed, "what its VMs have")
    }
  }

  // MARK: CPUs

  /// Where a system says which CPUs guests may be given, they are written as features: what a guest
  /// needs must be there at its destination.
  private mutating func addFeatures() {
    let copies = platform == .libvirt && vms.contains { $0.vm.cpu.mode == "host-passthrough" }
    for place in hosts.indices {
      let host = hosts[place].host
      if platform == .kubevirt {
        let own = host.cpuModel.map { [$0] } ?? []
        hosts[place].features = host.guestModels + own.filter { !host.guestModels.contains($0) }
      } else if copies, let model = host.cpuModel {
        hosts[place].features = ["exactly " + model]
      }
    }
    for place in vms.indices {
      let (vm, host) = (vms[place].vm, hosts[vms[place].host])
      let needed: String? =
        if platform == .kubevirt {
          vm.cpu.model ?? host.host.cpuModel
        } else if vm.cpu.mode == "host-passthrough" {
          host.host.cpuModel.map { "exactly " + $0 }
        } else {
          nil
        }
      vms[place].features = needed.map { host.features.contains($0) ? [$0] : [] } ?? []
    }
  }
}

/// Makes names that a scenario takes, each once.
struct Names {
  private var taken: Set<String> = []

  mutating func make(_ wanted: String) -> String {
    var name = String(
      wanted.replacing("{}", with: "()").replacing("*", with: "+").trimmed.unicodeScalars.prefix(
        180
      )
      .map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
    if name.isEmpty { name = "unnamed" }
    var candidate = name
    var number = 2
    while !taken.insert(candidate).inserted {
      candidate = "\(name) (\(number))"
      number += 1
    }
    return candidate
  }
}
