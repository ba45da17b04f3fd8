public import Kernel
public import Quantities

/// What managers say to migrations under way.
extension World {
  /// Tells a migration something.
  ///
  /// `.cancel` breaks off whatever it is doing. Other commands are the strategy's to take up; a transfer
  /// of pages is then broken off where it stands, and goes on as the strategy says. From the go-ahead
  /// on, all of them come too late. The record keeps what was said, and how it was answered; of a
  /// migration that has ended it does not change any more.
  @discardableResult
  public mutating func command(
    _ command: Command, _ id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> CommandAnswer {
    guard migrations.isUnderWay(id) else { return .tooLate }
    let answer = migrations[id].answer(command, on: ground, at: now)
    guard answer == .heard else { return answer }
    obey(command, id, at: now, &calendar)
    followChanges(at: now, &calendar)
    return answer
  }

  /// What a command breaks off.
  mutating func obey(
    _ command: Command, _ id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    if command == .cancel { return breakOff(id, .command(command), at: now, &calendar) }
    guard ground.guests[migrations[id].plan.vm].isRunning,
      let end = migrations[id].breakOffSending(
        for: command, on: &ground, at: now, &calendar)
    else { return }
    settleEffects(at: now, &calendar)
    proceed(id, after: end, at: now, &calendar)
  }
}

extension World {
  /// A VM has stood still for as long as its engine lets it: unless the destination has been told to go
  /// ahead, the strategy hears of it.
  mutating func endPause(
    of id: MigrationID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard migrations.isUnderWay(id), !migrations[id].isUndoing,
      !migrations[id].hasGone(on: ground, at: now)
    else { return }
    breakOff(id, .switchOverTimedOut, at: now, &calendar)
  }
}

extension Migration {
  /// How a command is answered.
  mutating func answer(
    _ command: Command, on ground: borrowing Infrastructure, at now: Instant
  ) -> CommandAnswer {
    let answer: CommandAnswer =
      if isUndoing || hasGone(on: ground, at: now) {
        .tooLate
      } else if command == .cancel {
        isDeaf(on: ground) ? .tooLate : .heard
      } else {
        talk.hear(command)
      }
    record.commands.append(CommandRecord(command: command, at: now, answer: answer))
    return answer
  }
}
