public import Kernel
public import Quantities

/// What managers say to migrations under way.
extension World {
  /// Tells a migration something.
  ///
  /// `.cancel` breaks off whatever it is doing. Other commands are the strategy's to take up; a transfer
  /// of pages is then broken off where it stands, and goes on as the strategy says. From the go-ahead
  /// on, all of them come too late. The record keeps what was said, and how it was answered.
  @discardableResult
  public mutating func command(
    _ command: Command, _ id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> CommandAnswer {
    let answer = answer(command, id, at: now)
    guard answer == .heard else { return answer }
    obey(command, id, at: now, &calendar)
    followRates(at: now, &calendar)
    followSpace(at: now, &calendar)
    return answer
  }

  /// How a migration answers.
  mutating func answer(_ command: Command, _ id: MigrationID, at now: Instant) -> CommandAnswer {
    let answer: CommandAnswer =
      if migrations[id.index].record.ended != nil || isBeyondRecall(id, at: now) {
        .tooLate
      } else if command == .cancel {
        .heard
      } else {
        migrations[id.index].strategy.hear(command)
      }
    migrations[id.index].record.commands.append(
      CommandRecord(command: command, at: now, answer: answer))
    return answer
  }

  /// What a command breaks off.
  mutating func obey(
    _ command: Command, _ id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    if command != .cancel {
      guard case .send(let order) = migrations[id.index].action,
        vms[migrations[id.index].vm.index].isRunning
      else { return }
      if order.isFollowed {
        // An order that ends at this very instant is left to its event.
        guard interrupt(id, at: now, &calendar) else { return }
        let report = turnsReport(id, .command(command), at: now)
        return proceed(id, after: report, at: now, &calendar)
      }
    }
    let report = breakOff(id, .command(command), at: now, &calendar)
    proceed(id, after: report, at: now, &calendar)
  }
}
