import Orchestration
import Quantities
import StrictJSON

/// Requests to a fleet that could never begin, or could not do what they say.
extension ScenarioWhole {
  /// Reports names of requests that mean nothing, and requests that wait for each other.
  func checkOrder(_ log: IssueLog) {
    var known: [String: Int] = [:]
    for (index, request) in parts.requests.enumerated() {
      guard let name = request.name, name.isRead else { continue }
      if known[name.value] == nil {
        known[name.value] = index
      } else {
        log.report(
          at: name, problem: "another request is called \"\(name.value)\"",
          remedy: "give each its own name")
      }
    }
    for request in parts.requests {
      for name in request.after where known[name.value] == nil {
        log.reportDangling(
          name, noun: "request", among: known.keys.sorted(),
          none: "no request has a \"name\"; give that name to the request that comes first")
      }
      checkWindows(of: request, log)
      if let every = request.every, every.value >= parts.until {
        log.report(
          at: every, problem: "the run ends at \(parts.until), before this is asked for again",
          remedy: "remove \"every\", or write a later \"until\"")
      } else if let every = request.every, parts.until / every.value > Double(Group.most) {
        log.report(
          at: every,
          problem: "this is asked for again more than \(Group.most) times until \(parts.until)",
          remedy: "write a longer \"every\", or an earlier \"until\"")
      }
    }
    checkCycles(known, log)
  }

  /// Reports windows that open too late for a request with a time of its own.
  private func checkWindows(of request: RequestSpec, _ log: IssueLog) {
    guard let place = request.windows.first, request.after.isEmpty else { return }
    let due = Instant(request.at.value.value)
    let opening = DailyWindows(request.windows.map(\.value.window)).opening(from: due)
    if opening - .start >= parts.until {
      log.report(
        at: place, problem: "the run ends at \(parts.until), before the window opens",
        remedy: "write a later \"until\", or another window")
    } else if let deadline = request.deadline, opening - due >= deadline {
      log.report(
        at: place,
        problem:
          "the window opens \(opening - due) after this is asked for, which is not before its deadline of \(deadline)",
        remedy: "write a later \"at\", a longer \"deadline\" or another window")
    }
  }

  private func checkCycles(_ known: [String: Int], _ log: IssueLog) {
    guard parts.requests.contains(where: { !$0.after.isEmpty }) else { return }
    // Requests of which all that they wait for can begin, until there are no more.
    var canBegin: Set<Int> = []
    var before = -1
    while before < canBegin.count {
      before = canBegin.count
      for (index, request) in parts.requests.enumerated() {
        if request.after.allSatisfy({ known[$0.value].map(canBegin.contains) ?? true }) {
          canBegin.insert(index)
        }
      }
    }
    guard let stuck = parts.requests.indices.first(where: { !canBegin.contains($0) }),
      let place = parts.requests[stuck].after.first
    else { return }
    log.report(
      at: place, problem: "this waits for a request that waits for this one, or for itself",
      remedy: "remove one \"after\", or write \"at\"")
  }

  /// Reports hosts that there are not or that a request names twice, and maintenance that no other host
  /// could make room for.
  func checkHosts(_ request: RequestSpec, _ log: IssueLog) {
    for host in request.evacuate + request.maintain + request.foresee + request.balance.hosts
    where hosts.matches(host.value).isEmpty {
      log.reportDangling(host, noun: "host", among: hosts.names)
    }
    var seen: Set<Int> = []
    for name in request.evacuate + request.maintain {
      for host in hosts.matches(name.value) where !seen.insert(host).inserted {
        log.report(
          at: name, problem: "\"\(hosts.names[host])\" is named by this request already",
          remedy: "name each host once")
        break
      }
    }
    checkCores(request, log)
    guard let place = request.objects.first, request.migrate.isEmpty, !request.lasts else { return }
    let atOnce = request.atOnce(of: seen.count)
    let most = parts.arms.map { $0.value.atOnce ?? atOnce }.max() ?? atOnce
    let away = request.maintain.isEmpty ? seen.count : min(seen.count, most)
    if away >= hosts.names.count, !seen.isEmpty {
      log.report(
        at: place,
        problem:
          "all \(hosts.names.count) hosts would be empty at once, so no VM could go anywhere",
        remedy: request.maintain.isEmpty ? "name fewer hosts" : "write a smaller \"atOnce\"")
    }
    for strategy in strategies(of: request) where strategy.value.staysOnItsHost {
      log.report(
        at: place,
        problem:
          "the strategy \"\(strategy.name.value)\" leaves VMs on their hosts, so no host gets empty",
        remedy: "write \"strategy\" and one that moves memory")
    }
  }

  /// Reports loads that are to be balanced, and that no host has.
  private func checkCores(_ request: RequestSpec, _ log: IssueLog) {
    let balanced = request.balance.hosts.flatMap { hosts.matches($0.value) }
    guard let place = request.balance.hosts.first, areRead.hosts, !balanced.isEmpty,
      balanced.allSatisfy({ parts.hosts[$0].cores == nil })
    else { return }
    log.report(
      at: place, problem: "none of these hosts has \"cores\", so none is ever short of them",
      remedy: "write the \"cores\" of the hosts")
  }

  /// Reports rules about where VMs run that name nothing, or contradict each other.
  func checkPlacementRules(_ log: IssueLog) {
    guard areRead.vms, areRead.hosts else { return }
    for vm in parts.vms {
      for host in vm.runsOn where hosts.matches(host.value).isEmpty {
        log.reportDangling(host, noun: "host", among: hosts.names)
      }
    }
    var together: Set<[Int]> = []
    for rule in parts.affinity {
      for name in rule.vms where vms.matches(name.value).isEmpty {
        log.reportDangling(name, noun: "VM", among: vms.names)
      }
      let members = members(of: rule)
      if members.count == 1 {
        log.report(
          at: rule.vms[0],
          problem:
            "this rule is about \"\(vms.names[members[0]])\" alone, so it changes nothing",
          remedy: "name another VM as well, or remove the rule")
      }
      if rule.kind == .together {
        for a in members { for b in members where a < b { together.insert([a, b]) } }
      }
    }
    for rule in parts.affinity where rule.kind == .apart {
      let members = members(of: rule)
      for a in members {
        for b in members where a < b && together.contains([a, b]) {
          log.report(
            at: rule.vms[0],
            problem:
              "\"\(vms.names[a])\" and \"\(vms.names[b])\" must share a host by another rule",
            remedy: "remove one of the rules")
          return
        }
      }
    }
  }

  /// The VMs of a rule, by number.
  func members(of rule: AffinitySpec) -> [Int] {
    Array(Set(rule.vms.flatMap { vms.matches($0.value) })).sorted()
  }
}
