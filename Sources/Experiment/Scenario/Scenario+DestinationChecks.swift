import Datacenter
import Orchestration
import StrictJSON

/// Moves to a host that could never take the VM's files or reach them, and of strategies that leave VMs on
/// their hosts to another host: every run would refuse them.
extension ScenarioWhole {
  func checkDestinations(_ log: IssueLog) {
    guard !log.hasIssues(in: "hosts", "storage", "vms", "requests", "strategies") else { return }
    // Whoever else moves a VM may bring its files to where they can be reached.
    guard parts.requests.allSatisfy({ !$0.migrate.isEmpty && !$0.to.isEmpty }) else { return }
    var askedFor = Array(repeating: 0, count: vms.names.count)
    for move in moves.all { askedFor[move.vm] += 1 }
    for (place, request) in parts.requests.enumerated() {
      let strategies = strategies(of: request)
      for move in moves[place] where askedFor[move.vm] == 1 && !strategies.isEmpty {
        guard let start = host(of: parts.vms[move.vm]), let end = move.host, end != start else {
          continue
        }
        let obstacles = strategies.map { strategy in
          obstacle(to: strategy.value, of: move.vm, at: end, request)
        }
        if let (problem, remedy) = obstacles[0], obstacles.allSatisfy({ $0 != nil }) {
          let to = destination(of: move, in: request)
          log.report(
            at: to, problem: "\"\(to.value)\" \(problem), so every run refuses this",
            remedy: remedy)
        }
      }
    }
  }

  /// What stands in the way of a VM at another host for good; `nil` if nothing does.
  private func obstacle(
    to strategy: StrategySpec, of vm: Int, at end: Int, _ request: RequestSpec
  ) -> (problem: String, remedy: String)? {
    func isReached(_ store: Int) -> Bool { reach[store]?.contains(end) ?? true }
    let name = vms.names[vm]
    // Disks that stay on their hosts have errors of their own.
    if strategy.staysOnItsHost {
      return strategy.disks == nil
        ? (
          "is not the host of \"\(name)\", and the strategy leaves VMs on their hosts",
          "name the VM's own host, or write another strategy"
        ) : nil
    }
    guard !parts.storage.isEmpty else { return nil }
    if !strategy.moveClass.bringsFiles {
      guard let store = files(of: parts.vms[vm]).first(where: { !isReached($0) }) else {
        return nil
      }
      return (
        "does not reach the datastore \"\(datastores.names[store])\", where files of \"\(name)\" lie",
        "name a host that does, or write a strategy that moves disks, such as { \"sharedNothing\": {} }"
      )
    }
    if let wanted = request.storage, let store = datastores[wanted.value] {
      return isReached(store)
        ? nil
        : (
          "does not reach the datastore \"\(wanted.value)\"",
          "write a datastore in \"storage\" that it reaches"
        )
    }
    return parts.storage.indices.contains(where: isReached)
      ? nil
      : (
        "reaches no datastore, and the files of \"\(name)\" come with it",
        "name a host that reaches one, or add one to \"storage\""
      )
  }
}
