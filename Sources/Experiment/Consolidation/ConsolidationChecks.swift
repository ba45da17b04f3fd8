import Consolidation
import Orchestration
import Quantities
import StrictJSON

/// What can only be seen in the whole of a day of consolidation.
extension ScenarioWhole {
  func check(_ day: ConsolidationSpec, _ log: IssueLog) {
    let names = parts.strategies.map(\.name.value)
    for world in day.worlds {
      guard case .migrations(let simulated) = world.value, simulated.strategy.isRead else {
        continue
      }
      let name = simulated.strategy
      guard let strategy = parts.strategies.first(where: { $0.name.value == name.value })?.value
      else {
        log.reportDangling(name, noun: "strategy", among: names)
        continue
      }
      if strategy.moveClass != .memory {
        log.report(
          at: name, problem: "moves disks, which VMs of a day of consolidation do not have",
          remedy: "name a strategy that moves memory")
      }
      checkWrites(simulated, of: day, log)
    }
  }

  private func checkWrites(
    _ world: MigrationWorldSpec, of day: ConsolidationSpec, _ log: IssueLog
  ) {
    guard let smallest = day.estate.vms.map(\.memory).min() else { return }
    world.writes.checkRoom(
      in: smallest, of: world.strategy,
      "the writes of this world take \(world.writes.expectedSize), and a VM has \(smallest)", log)
  }
}
