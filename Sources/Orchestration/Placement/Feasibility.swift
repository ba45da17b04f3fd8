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
  ///
  /// - Parameters:
  ///   - kind: what moves.
  ///   - files: what it wants of datastores.
  public func misfit(
    of vm: VMID, on host: HostID, _ view: borrowing FleetView, for kind: MoveClass = .memory,
    _ files: FileNeeds = FileNeeds()
  ) -> Misfit? {
    misfit(of: Demand(vm, view, kind, files), on: host.index, view)
  }

  private func misfit(
    of demand: borrowing Demand, on host: Int, _ view: borrowing FleetView
  ) -> Misfit? {
    let place = HostID(host)
    if demand.home == place, demand.kind != .storage { return .source }
    if let cpu = demand.cpu, cpu.refusal(on: view.hosts[host].cpu) != nil { return .cpu }
    for reach in demand.reaches where !reach.contains(place) { return .storage }
    if let allowed = demand.allowed, !allowed.contains(place) { return .rule }
    let room =
      demand.files.isEmpty
      ? nil : view.storage.misfit(of: demand.files, on: place, demand.needs)
    if let room, !room.mayPass { return room }
    let needsRoom = demand.takesMemory && demand.home != place
    let memory = view.hosts[host].memory * memoryShare
    let vcpus = vcpus(of: view.hosts[host].cores)
    if needsRoom, demand.memory > memory || demand.vcpus > vcpus { return .size }
    if view.hosts[host].state != .up { return .state }
    if demand.hasRules, let misfit = view.ruleMisfit(of: demand.vm, on: place) { return misfit }
    if needsRoom {
      let taken = view.hosts[host].used + view.hosts[host].promised
      if demand.memory + taken > memory { return .memory }
      let busy = view.hosts[host].vcpus + view.hosts[host].promisedVCPUs
      if demand.vcpus + busy > vcpus { return .cores }
    }
    return room
  }

  private func vcpus(of cores: Double?) -> Int {
    guard let vcpusPerCore, let cores else { return .max }
    return Int((cores * vcpusPerCore).rounded(.down))
  }

  /// Whether a host takes a VM: what `misfit` says, with what rules out most hosts first.
  func fits(
    _ vm: VMID, on host: HostID, _ view: borrowing FleetView, for kind: MoveClass,
    _ files: FileNeeds = FileNeeds()
  ) -> Bool {
    fits(Demand(vm, view, kind, files), on: host.index, view)
  }

  private func fits(
    _ demand: borrowing Demand, on host: Int, _ view: borrowing FleetView
  ) -> Bool {
    guard view.hosts[host].state == .up else { return false }
    let taken = view.hosts[host].used + view.hosts[host].promised
    if demand.memory + taken > view.hosts[host].memory * memoryShare, demand.takesMemory,
      demand.home?.index != host
    {
      return false
    }
    return misfit(of: demand, on: host, view) == nil
  }

  /// Whether any host takes a VM now, beside the excluded ones.
  ///
  /// - Complexity: O(hosts) where none does.
  package func hasHost(
    for vm: VMID, _ view: borrowing FleetView, for kind: MoveClass,
    _ files: FileNeeds = FileNeeds(), excluding: Set<HostID>
  ) -> Bool {
    guard view[vm].pinnedBy == nil else { return false }
    let demand = Demand(vm, view, kind, files)
    for host in view.hosts.indices where host != demand.home?.index {
      if fits(demand, on: host, view), !excluding.contains(HostID(host)) { return true }
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
    _ files: FileNeeds = FileNeeds(), excluding excluded: Set<HostID> = [],
    isBusy: (HostID) -> Bool = { _ in false }
  ) -> Result<[HostID], NoHost> {
    if let reason = view[vm].pinnedBy { return .failure(NoHost(pinnedBy: reason)) }
    var candidates: [HostID] = []
    let demand = Demand(vm, view, kind, files)
    let home = demand.home
    for index in view.hosts.indices {
      let host = HostID(index)
      guard host != home, fits(demand, on: index, view), !excluded.contains(host),
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
        ? .source : misfit(of: demand, on: index, view) ?? .busy
    }
    return .failure(NoHost(reasons))
  }

  /// Why a VM can never leave its host for another, however the fleet changes; `nil` if it may.
  ///
  /// - Parameter excluded: hosts that will not take VMs either.
  public func never(
    _ vm: VMID, _ view: borrowing FleetView, for kind: MoveClass = .memory,
    _ files: FileNeeds = FileNeeds(), excluding excluded: Set<HostID> = []
  ) -> NoHost? {
    if let reason = view[vm].pinnedBy { return NoHost(pinnedBy: reason) }
    var reasons: [HostID: Misfit] = [:]
    for index in view.hosts.indices {
      let host = HostID(index)
      if host == view[vm].host || excluded.contains(host) {
        reasons[host] = .source
      } else if let misfit = misfit(of: vm, on: host, view, for: kind, files), !misfit.mayPass {
        reasons[host] = misfit
      } else {
        return nil
      }
    }
    return NoHost(reasons)
  }
}
