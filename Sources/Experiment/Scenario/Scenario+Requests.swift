import Quantities
import StrictJSON

/// Requests that mean nothing, come too late, or are too many.
extension ScenarioWhole {
  func checkRequests(_ log: IssueLog) {
    let strategies = parts.strategies.map(\.name.value)
    let moves = moves
    for (place, request) in parts.requests.enumerated() {
      checkNames(of: request, moves[place], strategies, log)
      checkForesight(request, log)
      if request.at.value >= parts.until {
        log.report(
          at: request.at, problem: "the run ends at \(parts.until), before this is asked for",
          remedy: "write an earlier \"at\", or a later \"until\"")
      }
    }
    checkOrder(log)
    checkNumber(log)
  }

  private func checkNames(
    of request: RequestSpec, _ moves: ArraySlice<PlannedMoves.Move>, _ strategies: [String],
    _ log: IssueLog
  ) {
    // Where one name of each is written and both were found, nothing is wrong with them.
    let isPlain = request.migrate.count == 1 && request.to.count == 1 && !request.namesHosts
    let areKnown = isPlain && !moves.isEmpty && moves.allSatisfy { $0.host != nil }
    if areRead.vms, !areKnown {
      for vm in request.migrate where !vms.means(vm.value) {
        log.reportDangling(vm, noun: "VM", among: vms.names)
      }
      checkOnce(request, log)
    }
    if areRead.vms {
      for vm in request.restart where !vms.means(vm.value) {
        log.reportDangling(vm, noun: "VM", among: vms.names)
      }
    }
    if areRead.hosts, !areKnown {
      if request.namesHosts { checkHosts(request, log) }
      for host in destinations(of: request) where hosts[host.value] == nil {
        log.reportDangling(host, noun: "host", among: hosts.names)
      }
    }
    if let name = request.strategy, !strategies.isEmpty, !strategies.contains(name.value) {
      log.reportDangling(name, noun: "strategy", among: strategies)
    }
    if let name = request.storage, parts.storage.isEmpty || areRead.datastores,
      datastores[name.value] == nil
    {
      log.reportDangling(name, noun: "datastore", among: datastores.names)
    }
  }

  /// Of two moves of one VM in one request, every run would refuse the second.
  private func checkOnce(_ request: RequestSpec, _ log: IssueLog) {
    guard request.migrate.count > 1 else { return }
    var seen: Set<Int> = []
    for name in request.migrate {
      for vm in vms.matches(name.value) where !seen.insert(vm).inserted {
        log.report(
          at: name, problem: "\"\(vms.names[vm])\" is moved by this request already",
          remedy: "name each VM once")
        break
      }
    }
  }

  /// One replication is held in memory until it is written; all of them together have room on a disk.
  private func checkNumber(_ log: IssueLog) {
    var total = 0
    let moves = moves
    for (place, request) in parts.requests.enumerated() {
      total += moves[place].count + movesSomewhere(of: request).count
      guard total * arms > Group.most, let place = request.objects.first else { continue }
      log.report(
        at: place, problem: "with these, one replication has more than \(Group.most) migrations",
        remedy: "move fewer VMs, or compare fewer strategies")
      return
    }
    let replications = parts.replications
    guard total * arms * replications.value > Scenario.mostMigrations,
      let first = parts.requests.first?.objects.first
    else { return }
    let most = max(1, Scenario.mostMigrations / (total * arms))
    let problem =
      "\(replications.value) replications of \(total * arms) migrations are more than "
      + "\(Scenario.mostMigrations)"
    let remedy = "write \"replications\": \(most) or less"
    if replications.isRead {
      log.report(at: replications, problem: problem, remedy: remedy)
    } else {
      log.report(at: first, problem: problem, remedy: remedy)
    }
  }
}
