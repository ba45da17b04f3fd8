import Kernel
public import Quantities

/// What guests want of the hosts' cores as time goes by.
extension World {
  /// A host's cores at an instant.
  public struct HostCPU: Hashable, Sendable {
    /// How many it has; `nil` where they are never short.
    public let cores: Double?
    /// How many its guests and the migrations there want.
    public let wanted: Double
    /// What was wanted until then and not had, in core-seconds.
    public let shortage: Double
  }

  /// What is wanted of a host's cores; without numbers where no host has a number of cores.
  public func cpu(of host: HostID, at now: Instant) -> HostCPU {
    HostCPU(
      cores: ground.hosts[host.index].cores,
      wanted: ground.cores.wanted(on: host, of: ground.hosts),
      shortage: ground.cores.accounts[host.index].shortage(at: now))
  }

  /// What was wanted of all hosts' cores until now and not had, in core-seconds.
  public func cpuShortage(at now: Instant) -> Double {
    ground.cores.accounts.reduce(0) { $0 + $1.shortage(at: now) }
  }

  /// How many cores a VM wants at present while it runs.
  public func wantedCores(of vm: VMID) -> Double { ground.guests[vm].wantedCores }

  mutating func expectDemand(
    of vm: VMID, after now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard let next = ground.guests[vm].demand?.next(after: now), next < .never else { return }
    calendar.schedule(.demandStep(vm), at: next)
  }

  /// A guest wants more, or less, from now on.
  mutating func demandChanges(
    of vm: VMID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard let demand = ground.guests[vm].demand else { return }
    let old = ground.guests[vm].wanted
    ground.guests[vm].wantedShare = demand.share(at: now)
    if let host = ground.guests[vm].runsOn {
      ground.cores.want(ground.guests[vm].wanted - old, on: host)
    }
    expectDemand(of: vm, after: now, &calendar)
    notify(.demandChanged(vm))
    settleEffects(at: now, &calendar)
  }
}
