import Datacenter
import Orchestration
import Quantities
import Randomness
import Strategies
import StrictJSON

/// What is asked of a fleet, and who decides in it.
extension Plan {
  /// The view of a scenario's fleet as it begins.
  func view(of world: borrowing World) -> FleetView {
    let whole = scenario.whole
    var limits: [VMID: PlacementLimits] = [:]
    for (index, vm) in whole.parts.vms.enumerated() where vm.pinned != nil || !vm.runsOn.isEmpty {
      let hosts = vm.runsOn.flatMap { whole.hosts.matches($0.value) }.map { HostID($0) }
      limits[VMID(index)] = PlacementLimits(
        pinnedBy: vm.pinned, allowed: vm.runsOn.isEmpty ? nil : Set(hosts))
    }
    let rules = whole.parts.affinity.map { rule in
      AffinityRule(rule.kind, whole.members(of: rule).map { VMID($0) })
    }
    return FleetView(of: world, rules: rules, limits: limits, pools: whole.pools)
  }

  /// Who decides in an arm.
  func policy(arm: Arm, replication: Int) -> FleetPolicy {
    let parts = scenario.whole.parts
    let placement = placement(in: arm)
    let manager = arm.policy?.manager ?? parts.manager?.value ?? ManagerSpec(.none)
    let admission = arm.policy?.admission ?? parts.admission
    var rules = admission?.rules(over: manager.admission) ?? manager.admission
    rules.placement = placement.time ?? rules.placement
    return FleetPolicy(
      mover: arm.strategy.map { mover($0) }, manager: manager.manager, rules: rules,
      feasibility: placement.feasibility, placement: placement.policy.placement,
      boot: scenario.whole.hasOutages ? parts.vms.map(\.boot) : [],
      seed: scenario.seed, replication: UInt64(replication))
  }

  /// Where VMs go in an arm.
  private func placement(in arm: Arm) -> PlacementSpec {
    arm.policy?.placement ?? scenario.whole.parts.placement ?? PlacementSpec()
  }

  /// What is asked of the fleet, in the order of the file.
  func wishes(arm: Arm, replication: Int) -> [ScheduledRequest] {
    let parts = scenario.whole.parts
    var numbers: [String: Int] = [:]
    for (number, request) in parts.requests.enumerated() {
      if let name = request.name { numbers[name.value] = number }
    }
    let asked = parts.requests.enumerated().map { number, spec in
      let start: ScheduledRequest.Start =
        spec.after.isEmpty
        ? .at(Instant(spec.at.value.value))
        : .after(spec.after.compactMap { numbers[$0.value] }, delay: spec.delay)
      return ScheduledRequest(
        request(spec, number, arm: arm, replication: replication), start,
        every: spec.every?.value, windows: DailyWindows(spec.windows.map(\.value.window)))
    }
    guard scenario.whole.hasOutages else { return asked }
    let watched = Set(parts.requests.flatMap { scenario.whole.restarted(by: $0) }.map { VMID($0) })
    return asked + [ScheduledRequest(Autostart(except: watched), .at(.start))]
  }

  private func request(
    _ spec: RequestSpec, _ number: Int, arm: Arm, replication: Int
  ) -> any FleetRequest {
    let whole = scenario.whole
    let mover = (whole.strategy(of: spec) ?? arm.strategy).map { self.mover($0) }
    let how = HowToMove(
      by: mover, priority: spec.priority,
      feasibility: placement(in: arm).feasibility,
      asksForAll: policy(arm: arm, replication: replication).rules.stranded == .stop)
    let hosts = whole.emptiedHosts(of: spec).map { HostID($0) }
    if !spec.restart.isEmpty {
      return Restart(
        whole.restarted(by: spec).map { VMID($0) }, detection: spec.outages.detection,
        retry: spec.outages.retry, seed: scenario.seed, replication: UInt64(replication))
    }
    if !spec.balance.hosts.isEmpty {
      return spec.balance.request(
        whole.watchedHosts(of: spec), how, seed: scenario.seed, replication: replication)
    }
    if !spec.foresee.isEmpty {
      return Foresee(
        whole.watchedHosts(of: spec).map { HostID($0) }, spec.outages.predictor,
        patience: spec.outages.waits, how)
    }
    if !spec.evacuate.isEmpty { return Evacuate(hosts, how) }
    if !spec.maintain.isEmpty {
      let works = hosts.map { host in
        var stream = RandomStream(
          seed: scenario.seed, name: "work \(number)", entity: whole.hosts.names[host.index],
          replication: UInt64(replication))
        return (host: host, work: max(.zero, spec.work.sample(from: &stream)))
      }
      var rules = spec.rules
      rules.atOnce = arm.policy?.atOnce ?? spec.atOnce(of: hosts.count)
      return Maintain(works, rules, how)
    }
    let datastore = whole.datastore(of: spec)
    let vms = spec.migrate.flatMap { whole.vms.matches($0.value) }
    let destinations = whole.destinations(of: spec)
    return Migrate(
      vms.enumerated().map { place, vm in
        let to =
          destinations.isEmpty
          ? nil : whole.hosts[destinations[place % destinations.count].value]
        return Move(
          VMID(vm), to: to.map { HostID($0) }, by: mover, datastore: datastore,
          priority: spec.priority)
      })
  }

  func mover(_ spec: StrategySpec) -> Mover {
    Mover(spec.strategy, kind: spec.moveClass, fidelity: scenario.fidelity)
  }
}

extension ScenarioWhole {
  /// The datastore to which a request sends files; `nil` where it names none.
  func datastore(of request: RequestSpec) -> DatastoreID? {
    request.storage.flatMap { datastores[$0.value] }.map { DatastoreID($0) }
  }
}

extension StrategySpec {
  /// What the strategy moves.
  var moveClass: MoveClass {
    if staysOnItsHost { return .storage }
    guard let disks else { return .memory }
    return disks.isOff ? .cold : .sharedNothing
  }
}
