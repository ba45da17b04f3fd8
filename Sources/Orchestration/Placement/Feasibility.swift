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
    let machine = view[vm]
    let target = view[host]
    if machine.host == host, kind != .storage { return .source }
    if kind != .cold, machine.cpu.refusal(on: target.cpu) != nil { return .cpu }
    if !kind.bringsFiles, !machine.stores.allSatisfy({ view.reaches($0, from: host) }) {
      return .storage
    }
    if let allowed = machine.allowed, !allowed.contains(host) { return .rule }
    let needsRoom = machine.condition.takesMemory && machine.host != host
    let memory = target.memory * memoryShare
    let vcpus = vcpus(on: target)
    if needsRoom, machine.memory > memory || machine.vcpus > vcpus { return .size }
    if target.state != .up { return .state }
    if let misfit = view.ruleMisfit(of: vm, on: host) { return misfit }
    if needsRoom {
      if machine.memory + target.used + target.promised > memory { return .memory }
      if machine.vcpus + target.vcpus + target.promisedVCPUs > vcpus { return .cores }
    }
    return nil
  }

  private func vcpus(on host: HostFacts) -> Int {
    guard let vcpusPerCore, let cores = host.cores else { return .max }
    return Int((cores * vcpusPerCore).rounded(.down))
  }

  /// Whether a host takes a VM: what `misfit` says, with what rules out most hosts first.
  func fits(
    _ vm: VMID, on host: HostID, _ view: borrowing FleetView, for kind: MoveClass
  ) -> Bool {
    let index = host.index
    guard view.hosts[index].state == .up else { return false }
    let memory = view.vms[vm.index].memory
    let taken = view.hosts[index].used + view.hosts[index].promised
    if memory + taken > view.hosts[index].memory * memoryShare,
      view.vms[vm.index].condition.takesMemory, view.vms[vm.index].host != host
    {
      return false
    }
    return misfit(of: vm, on: host, view, for: kind) == nil
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
    let home = view[vm].host
    for index in view.hosts.indices {
      let host = HostID(index)
      guard host != home, fits(vm, on: host, view, for: kind), !excluded.contains(host),
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
