public import Kernel
public import Quantities

/// What managers say to migrations under way.
extension World {
  /// Tells a migration something.
  ///
  /// An order that has turns is broken off where it stands, and the strategy hears the command in
  /// the report on it; otherwise the strategy hears it when it next sends in turns. A migration
  /// that has ended, or an engine that has no turns, hears nothing.
  public mutating func command(
    _ command: Command, _ id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard migrations[id.index].record.ended == nil else { return }
    migrations[id.index].commands.append(command)
    guard case .send(let order) = migrations[id.index].action, order.turn != nil,
      vms[migrations[id.index].vm.index].isRunning, interrupt(id, at: now, &calendar)
    else { return }
    proceed(id, after: hearCommand(id, at: now), at: now, &calendar)
    followRates(at: now, &calendar)
  }

  /// The order under way ends with the command that has waited longest.
  mutating func hearCommand(_ id: MigrationID, at now: Instant) -> Report {
    let command = migrations[id.index].commands.removeFirst()
    return turnsReport(id, .command(command), at: now)
  }
}
