import Datacenter
import Orchestration
import StrictJSON

/// Managers that could not do what they are there for.
extension ScenarioWhole {
  /// Reports managers that start post-copy where a strategy cannot, and limits that nothing could meet.
  func checkManagers(_ log: IssueLog) {
    guard !parts.arms.isEmpty else {
      guard let manager = parts.manager, manager.isRead else { return }
      let place = Located(
        value: "", position: manager.position, path: manager.path, isRead: true)
      return check(
        manager.value, at: place, for: parts.strategies, admission: parts.admission, log)
    }
    for arm in parts.arms where arm.name.isRead {
      guard let manager = arm.value.manager ?? parts.manager?.value else { continue }
      let strategies = parts.strategies.filter {
        arm.value.strategy == nil || arm.value.strategy?.value == $0.name.value
      }
      check(
        manager, at: arm.name, for: strategies,
        admission: arm.value.admission ?? parts.admission, log)
    }
  }

  /// Reports strategies whose VMs move ahead of their memory when somebody says so, and nobody ever does.
  func checkCommanded(_ log: IssueLog) {
    let isSaid = parts.faults.contains { $0.kind == .startPostCopy }
    guard !isSaid, !log.hasIssues(in: "arms", "faults", "manager", "requests", "strategies") else {
      return
    }
    let named = Set(parts.requests.compactMap { $0.strategy?.value })
    for strategy in parts.strategies where strategy.value.waitsForCommand {
      let name = strategy.name.value
      let arms = parts.arms.filter {
        named.contains(name) || $0.value.strategy == nil || $0.value.strategy?.value == name
      }
      let managers =
        parts.arms.isEmpty
        ? [parts.manager?.value] : arms.map { $0.value.manager ?? parts.manager?.value }
      // A strategy that no arm has is not played at all.
      guard !managers.isEmpty,
        !managers.contains(where: { $0?.rules.mayStartPostCopy == true })
      else { continue }
      log.report(
        at: strategy.name,
        problem:
          "its \"onCommand\" waits for a \"start-post-copy\", and neither a fault nor a manager gives one",
        remedy:
          "add { \"fault\": \"start-post-copy\", \"vm\": ..., \"at\": ... } to \"faults\" or a step to the \"manager\", or write \"after\" instead"
      )
    }
  }

  private func check(
    _ manager: ManagerSpec, at place: Located<String>, for strategies: [Named<StrategySpec>],
    admission: AdmissionSpec?, _ log: IssueLog
  ) {
    if manager.rules.needsPostCopy {
      for strategy in strategies where !strategy.value.strategy.understands(.startPostCopy) {
        log.report(
          at: place,
          problem:
            "its manager starts post-copy, and the strategy \"\(strategy.name.value)\" cannot go over to it",
          remedy:
            "write { \"postCopy\": { \"onCommand\": true } } as the strategy, or \"force-complete\" instead, which pauses the VM where post-copy cannot be"
        )
      }
    }
    guard let admission,
      let (move, counter) = admission.rules(over: manager.admission).impossible
    else { return }
    log.report(
      at: place,
      problem:
        "with its costs \(move.rawValue) takes more of \"\(counter.scope.rawValue)\" than the limit of \(counter.limit), so that none could ever start",
      remedy: "write a higher limit in \"admission\", or a lower cost")
  }
}
