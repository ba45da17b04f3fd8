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
