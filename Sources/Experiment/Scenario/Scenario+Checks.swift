import Datacenter
import Quantities
import Randomness

/// What can only be seen in the whole: names that mean nothing, things that do not fit.
extension ScenarioParts {
  /// Every group as its members.
  var expanded: ScenarioParts {
    var parts = self
    parts.hosts = hosts.flatMap { host in
      Group.names(host.name, count: host.count).map { name in
        var member = host
        member.name = name
        return member
      }
    }
    parts.vms = vms.flatMap { vm in
      Group.names(vm.name, count: vm.count).enumerated().map { index, name in
        var member = vm
        member.name = name
        member.number = index + 1
        return member
      }
    }
    return parts
  }

  /// Reports all that is wrong.
  func check(_ log: IssueLog) {
    let whole = expanded
    whole.checkNames(log)
    whole.checkLinks(log)
    whole.checkStorage(log)
    whole.checkVMs(log)
    whole.checkRequests(log)
  }

  var hostNames: [String] { hosts.map(\.name.value) }
  var storageNames: [String] { storage.map(\.name.value) }

  // MARK: Names

  private func checkNames(_ log: IssueLog) {
    checkUnique(hosts.map(\.name) + network.switches, "a host or switch", log)
    checkUnique(storage.map(\.name), "a datastore", log)
    checkUnique(vms.map(\.name), "a VM", log)
  }

  private func checkUnique(_ names: [Located<String>], _ noun: String, _ log: IssueLog) {
    var seen: [String: Located<String>] = [:]
    for name in names where name.isRead {
      if let first = seen[name.value] {
        log.report(
          at: name,
          problem: "\(noun) named \"\(name.value)\" stands in line \(first.position.line) already",
          remedy: "give each its own name")
      } else {
        seen[name.value] = name
      }
    }
  }

  // MARK: Network

  private func checkLinks(_ log: IssueLog) {
    let nodes = hostNames + network.switches.map(\.value)
    for link in network.links {
      for end in link.between where Group.matches(end.value, in: nodes).isEmpty {
        log.reportDangling(end, noun: "host or switch", among: nodes)
      }
      guard link.between.count == 2 else { continue }
      let (a, b) = (link.between[0], link.between[1])
      if a.value == b.value {
        log.report(
          at: b, problem: "the link joins \"\(a.value)\" to itself",
          remedy: "name two different hosts or switches")
      } else if a.value.contains("*"), b.value.contains("*") {
        log.report(
          at: b, problem: "both ends of the link are patterns",
          remedy: "name one end, such as a switch")
      }
    }
  }

  // MARK: Storage

  /// The indices of the hosts that reach a datastore; `nil` for all.
  func reach(of store: StorageSpec) -> Set<Int>? {
    if let host = store.host { return Set(hostNames.firstIndex(of: host.value).map { [$0] } ?? []) }
    guard let hosts = store.hosts else { return nil }
    let names = hosts.flatMap { Group.matches($0.value, in: hostNames) }
    return Set(names.compactMap { hostNames.firstIndex(of: $0) })
  }

  private func checkStorage(_ log: IssueLog) {
    for store in storage {
      for host in (store.host.map { [$0] } ?? []) + (store.hosts ?? [])
      where Group.matches(host.value, in: hostNames).isEmpty {
        log.reportDangling(host, noun: "host", among: hostNames)
      }
    }
    checkSpace(log)
  }

  private func checkSpace(_ log: IssueLog) {
    var used: [String: Double] = [:]
    for vm in vms {
      for disk in vm.disks {
        guard let store = datastore(disk.storage ?? vm.storage, of: vm) else { continue }
        used[store.name.value, default: 0] += disk.allocated.value
      }
    }
    for store in storage {
      let taken = Bytes(used[store.name.value] ?? 0)
      if let capacity = store.capacity, taken > capacity {
        log.report(
          at: store.name,
          problem: "holds \(capacity), but the disks on \"\(store.name.value)\" take \(taken)",
          remedy: "write a larger \"capacity\", or place disks elsewhere")
      }
    }
  }

  /// The datastore that a reference means: the named one, or the first that the VM's host reaches.
  func datastore(_ reference: Located<String>?, of vm: VMSpec) -> StorageSpec? {
    if let reference { return storage.first { $0.name.value == reference.value } }
    guard let host = hostIndex(of: vm) else { return nil }
    return storage.first { reach(of: $0)?.contains(host) ?? true }
  }

  // MARK: VMs

  /// The name of the host on which a VM starts.
  func hostName(of vm: VMSpec) -> Located<String> {
    let choice = vm.host[(vm.number - 1) % max(vm.host.count, 1)]
    return Located(
      value: Group.member(choice.value, vm.number), position: choice.position, path: choice.path,
      isRead: choice.isRead)
  }

  func hostIndex(of vm: VMSpec) -> Int? {
    vm.host.isEmpty ? nil : hostNames.firstIndex(of: hostName(of: vm).value)
  }

  private func checkVMs(_ log: IssueLog) {
    var held = hosts.map { _ in 0.0 }
    for vm in vms where !vm.host.isEmpty {
      checkWrites(of: vm, log)
      guard let host = hostIndex(of: vm) else {
        log.reportDangling(hostName(of: vm), noun: "host", among: hostNames)
        continue
      }
      if vm.power == .on { held[host] += vm.memory.pages.bytes.value }
      checkFeatures(of: vm, on: host, log)
      checkDisks(of: vm, on: host, log)
    }
    for (host, held) in zip(hosts, held) where Bytes(held) > host.memory {
      log.report(
        at: host.name,
        problem:
          "has \(host.memory) of memory, but the VMs on \"\(host.name.value)\" need \(Bytes(held))",
        remedy: "write a larger \"memory\", or place VMs elsewhere")
    }
  }

  private func checkFeatures(of vm: VMSpec, on host: Int, _ log: IssueLog) {
    let missing = (vm.cpuFeatures ?? []).filter { !hosts[host].cpu.features.contains($0) }
    guard let feature = missing.first else { return }
    log.report(
      at: vm.name,
      problem: "uses the CPU feature \"\(feature)\", which its host does not have",
      remedy: "add it to the features of \"\(hosts[host].name.value)\", or remove it here")
  }

  private func checkDisks(of vm: VMSpec, on host: Int, _ log: IssueLog) {
    guard !storage.isEmpty else { return }
    for name in [vm.storage] + vm.disks.map(\.storage) {
      guard let name else { continue }
      guard let store = storage.first(where: { $0.name.value == name.value }) else {
        log.reportDangling(name, noun: "datastore", among: storageNames)
        continue
      }
      if let reach = reach(of: store), !reach.contains(host) {
        log.report(
          at: name,
          problem: "\"\(hosts[host].name.value)\" does not reach the datastore \"\(name.value)\"",
          remedy: "place the VM on a host that does, or its disk elsewhere")
      }
    }
    if datastore(vm.storage, of: vm) == nil, vm.storage == nil {
      log.report(
        at: vm.name, problem: "the host \"\(hosts[host].name.value)\" reaches no datastore",
        remedy: "add one to \"storage\" with \"shared\": true or its \"host\"")
    }
  }

  private func checkWrites(of vm: VMSpec, _ log: IssueLog) {
    // Random sizes are checked by their means; a draw that is too large is cut to what is left.
    let sizes = vm.writes.parts.map { Bytes($0.size.distribution.mean).pages }
    let zero = vm.writes.zero?.pages ?? .zero
    let total = sizes.reduce(zero, +)
    if total > vm.memory.pages {
      log.report(
        at: vm.name,
        problem: "has \(vm.memory) of memory, but its writes take \(total.bytes)",
        remedy: "write smaller sizes, or more memory")
    }
  }

  // MARK: Requests

  private func checkRequests(_ log: IssueLog) {
    let vmNames = vms.map(\.name.value)
    let strategyNames = strategies.map(\.name.value)
    for request in requests {
      for vm in request.migrate where Group.matches(vm.value, in: vmNames).isEmpty {
        log.reportDangling(vm, noun: "VM", among: vmNames)
      }
      for host in request.to where !hostNames.contains(host.value) {
        log.reportDangling(host, noun: "host", among: hostNames)
      }
      if let strategy = request.strategy, !strategyNames.contains(strategy.value) {
        log.reportDangling(strategy, noun: "strategy", among: strategyNames)
      }
      if let store = request.storage, !storageNames.contains(store.value) {
        log.reportDangling(store, noun: "datastore", among: storageNames)
      }
    }
  }
}
