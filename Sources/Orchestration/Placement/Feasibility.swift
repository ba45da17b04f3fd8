public import Datacenter
import Quantities

/// Which hosts could take a VM, and why not the others.
public struct Feasibility: Hashable, Sendable {
  /// vCPUs that a host takes for each of its cores; `nil` for any number: they then share its cores.
  public var vcpusPerCore: Double?
  /// The share of a host's memory that VMs may be given.
  public var memoryShare: Double

  public init(vcpusPerCore: Double? = nil, memoryShare: Double = 1) {
    self.vcpusPerCore = vcpusPerCore
    self.memoryShare = memoryShare
  }

  /// Why a host does not take a VM; `nil` if it does. What time cannot heal is named first.
  public func misfit(
    of vm: VMID, on host: HostID, _ view: borrowing FleetView, for kind: MoveClass = .memory
  ) -> Misfit? {
    misfit(of: view.vms[vm.index], vm, on: host.index, view, kind)
  }

  /// The same, of a VM whose facts have been looked up: a host is asked without copying its own.
  private func misfit(
    of machine: VMFacts, _ vm: VMID, on host: Int, _ view: borrowing FleetView, _ kind: MoveClass
  ) -> Misfit? {
    let place = HostID(host)
    if machine.home == place, kind != .storage { return .source }
    if kind != .cold, machine.cpu.refusal(on: view.hosts[host].cpu) != nil { return .cpu }
    if !kind.bringsFiles, !machine.stores.allSatisfy({ view.reaches($0, from: place) }) {
      return .storage
    }
    if let allowed = machine.allowed, !allowed.contains(place) { return .rule }
    let needsRoom = machine.condition.needsMemory && machine.home != place
    let memory = view.hosts[host].memory * memoryShare
    let vcpus = vcpus(of: view.hosts[host].cores)
    if needsRoom, machine.memory > memory || machine.vcpus > vcpus { return .size }
    if view.hosts[host].state != .up { return .state }
    if let misfit = view.ruleMisfit(of: vm, on: place) { return misfit }
    if needsRoom {
      let taken = view.hosts[host].used + view.hosts[host].promised
      if machine.memory + taken > memory { return .memory }
      let busy = view.hosts[host].vcpus + view.hosts[host].promisedVCPUs
      if machine.vcpus + busy > vcpus { return .cores }
    }
    return nil
  }

  private func vcpus(of cores: Double?) -> Int {
    guard let vcpusPerCore, let cores else { return .max }
    return Int((cores * vcpusPerCore).rounded(.down))
  }

  /// Whether a host takes a VM: what `misfit` says, with what rules out most hosts first.
  func fits(
    _ vm: VMID, on host: HostID, _ view: borrowing FleetView, for kind: MoveClass
  ) -> Bool {
    fits(view.vms[vm.index], vm, on: host.index, view, kind)
  }

  private func fits(
    _ machine: VMFacts, _ vm: VMID, on host: Int, _ view: borrowing FleetView, _ kind: MoveClass
  ) -> Bool {
    guard view.hosts[host].state == .up else { return false }
    let taken = view.hosts[host].used + view.hosts[host].promised
    if machine.memory + taken > view.hosts[host].memory * memoryShare,
      machine.condition.needsMemory, machine.home?.index != host
    {
      return false
    }
    return misfit(of: machine, vm, on: host, view, kind) == nil
  }

  /// Whether any host takes a VM now, beside the excluded ones.
  ///
  /// - Complexity: O(hosts) where none does.
  package func hasHost(
    for vm: VMID, _ view: borrowing FleetView, for kind: MoveClass, excluding: Set<HostID>
  ) -> Bool {
    let machine = view.vms[vm.index]
    guard machine.pinnedBy == nil else { return false }
    for host in view.hosts.indices where host != machine.host.index {
      if fits(machine, vm, on: host, view, kind), !excluding.contains(HostID(host)) { return true }
    }
    return false
  }

  /// The hosts that could take a VM, by number, or why none could.
  ///
  /// - Parameters:
  ///   - excluded: hosts that do not count, whatever they could take.
  ///   - isBusy: whether as many moves as the rules allow come to a host already.
  /// - Complexity: O(hosts).
  public func hosts(
    for vm: VMID, _ view: borrowing FleetView, for kind: MoveClass = .memory,
    excluding excluded: Set<HostID> = [], isBusy: (HostID) -> Bool = { _ in false }
  ) -> Result<[HostID], NoHost> {
    if let reason = view[vm].pinnedBy { return .failure(NoHost(pinnedBy: reason)) }
    var candidates: [HostID] = []
    let machine = view.vms[vm.index]
    let home = machine.home
    for index in view.hosts.indices {
      let host = HostID(index)
      guard host != home, fits(machine, vm, on: index, view, kind), !excluded.contains(host),
        !isBusy(host)
      else { continue }
      candidates.append(host)
    }
    if !candidates.isEmpty { return .success(candidates) }
    var reasons: [HostID: Misfit] = [:]
    for index in view.hosts.indices {
      let host = HostID(index)
      reasons[host] =
        host == home || excluded.contains(host)
        ? .source : misfit(of: vm, on: host, view, for: kind) ?? .busy
    }
    return .failure(NoHost(reasons))
  }

  /// Why a VM can never leave its host for another, however the fleet changes; `nil` if it may.
  ///
  /// - Parameter excluded: hosts that will not take VMs either.
  public func never(
    _ vm: VMID, _ view: borrowing FleetView, for kind: MoveClass = .memory,
    excluding excluded: Set<HostID> = []
  ) -> NoHost? {
    if let reason = view[vm].pinnedBy { return NoHost(pinnedBy: reason) }
    var reasons: [HostID: Misfit] = [:]
    for index in view.hosts.indices {
      let host = HostID(index)
      if host == view[vm].host || excluded.contains(host) {
        reasons[host] = .source
      } else if let misfit = misfit(of: vm, on: host, view, for: kind), !misfit.mayPass {
        reasons[host] = misfit
      } else {
        return nil
      }
    }
    return NoHost(reasons)
  }
}

extension VMFacts {
  /// The host that it is on; `nil` if it is lost, and could start on any.
  fileprivate var home: HostID? { condition == .lost ? nil : host }
}
