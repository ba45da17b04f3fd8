import Datacenter
import Orchestration
import Quantities
import StrictJSON

/// What is known of the requests to a fleet before anything starts: which VMs cannot go anywhere.
///
/// Who is sent to a host that the request names is checked with the file.
extension Scenario {
  /// How many VMs are named one by one.
  private static let mostShown = 20

  /// The VMs that are to leave their hosts and that no host takes, each with the reason, as lines of text;
  /// none if there is nothing to say.
  ///
  /// - Complexity: O(VMs that are to leave · hosts), of each arm.
  public var forecast: [String] {
    lateFailures + obstacles
  }

  /// Of requests that foresee failures: how many come when the host is used again.
  private var lateFailures: [String] {
    whole.parts.requests.enumerated().compactMap { number, request in
      guard !request.foresee.isEmpty else { return nil }
      let share = request.outages.shareTooLate
      guard share > 0 else { return nil }
      return Visible.text(
        "\(request.name?.value ?? "Request \(number + 1)"): a host is used again \(request.outages.waits) after its warning (\"patience\"), but \(Readable(roughly: 100 * share, .count).text) % of failures come later. They count as missed, and their warnings as false."
      )
    }
  }

  /// What keeps VMs on their hosts that requests empty, or from which they move them anywhere.
  private var obstacles: [String] {
    guard whole.isFleet, whole.parts.requests.contains(where: \.to.isEmpty) else { return [] }
    let plan = Plan(self)
    let byArm = plan.arms.map { (arm: $0.name, lines: plan.obstacles(arm: $0)) }
    if byArm.allSatisfy({ $0.lines == byArm[0].lines }) {
      return byArm[0].lines.map { Visible.text($0) }
    }
    return byArm.flatMap { arm, lines in lines.map { Visible.text("\(arm): \($0)") } }
  }

  fileprivate static func list(_ lines: [String], _ title: String) -> [String] {
    let more = lines.count - mostShown
    return lines.isEmpty
      ? [] : [title] + lines.prefix(mostShown) + (more > 0 ? ["  and \(more) more"] : [])
  }
}

extension Plan {
  /// What keeps VMs on their hosts that requests of an arm move anywhere else.
  fileprivate func obstacles(arm: Arm) -> [String] {
    let view = fleet(arm: arm, replication: 1).view
    let policy = policy(arm: arm, replication: 1)
    let feasibility = policy.feasibility
    return scenario.whole.parts.requests.flatMap { request -> [String] in
      let hosts = scenario.whole.emptiedHosts(of: request).map { HostID($0) }
      // Hosts that are worked on one after the other take each other's VMs.
      let closed = request.evacuate.isEmpty ? [] : Set(hosts)
      let mover = (scenario.whole.strategy(of: request) ?? arm.strategy).map { self.mover($0) }
      let how = HowToMove(by: mover)
      let files = mover?.files(to: scenario.whole.datastore(of: request)) ?? FileNeeds()
      let vms =
        request.migrate.isEmpty
        ? hosts.flatMap { view[$0].residents }
        : how.kind == .storage
          ? [] : scenario.whole.movesSomewhere(of: request).map { VMID($0) }
      var (never, now): ([String], [String]) = ([], [])
      for vm in vms
      where !feasibility.hasHost(for: vm, view, for: how.kind, files, excluding: closed) {
        let subject = "  \(view[vm].name) on \(view[view[vm].host].name): "
        if let noHost = feasibility.never(vm, view, for: how.kind, files, excluding: closed) {
          never.append(subject + noHost.text)
        } else if case .failure(let noHost) = feasibility.hosts(
          for: vm, view, for: how.kind, files, excluding: closed)
        {
          now.append(subject + noHost.text)
        }
      }
      let fate = policy.rules.stranded
      let end = fate == .stop ? "\(fate.text):" : ":"
      return Scenario.list(never, "\(Self.count(never)) cannot leave\(end)")
        + Scenario.list(now, "\(Self.count(now)) cannot leave as things stand\(fate.text):")
    }
  }

  private static func count(_ lines: [String]) -> String {
    "\(lines.count) VM\(lines.count == 1 ? "" : "s")"
  }
}

extension StrandedRule {
  /// What becomes of the VMs, as the end of a sentence.
  fileprivate var text: String {
    switch self {
    case .wait: ", and wait"
    case .skip: ", and stay"
    case .stop: ", and are switched off"
    }
  }
}

extension NoHost {
  /// Why no host takes the VM, for people.
  fileprivate var text: String {
    if let pinnedBy { return pinnedBy }
    var counts: [Misfit: Int] = [:]
    for misfit in reasons.values { counts[misfit, default: 0] += 1 }
    // The VM's own host is one of those that are to be left.
    if let own = counts[.source] { counts[.source] = own > 1 ? own - 1 : nil }
    guard !counts.isEmpty else { return "there is no other host" }
    return counts.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }
      .map { "\($0.key.text) (\($0.value) host\($0.value == 1 ? "" : "s"))" }
      .joined(separator: ", ")
  }
}

extension Misfit {
  /// What stands in the way, for people.
  fileprivate var text: String {
    switch self {
    case .source: "emptied too"
    case .state: "not in use"
    case .cpu: "CPU features missing"
    case .storage: "its storage out of reach"
    case .rule: "not among those it may run on"
    case .antiAffinity: "a VM there that it must not meet"
    case .affinity: "a VM elsewhere that it must follow"
    case .size: "too small"
    case .memory: "no room for its memory"
    case .cores: "no room for its vCPUs"
    case .space: "no room for its disks"
    case .busy: "enough moves under way"
    }
  }
}
