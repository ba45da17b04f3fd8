import Quantities

/// The conversation with a strategy: where it stands, and what of it has been looked at.
struct Conversation {
  private var strategy: any Strategy
  /// Where the strategy stood when it last gave an answer.
  private(set) var stage: Stage
  /// The stage in which faults have been looked for last.
  private(set) var stageSeen: Stage.Kind?
  /// What a manager has said while the strategy was being spoken to; it takes effect once the action
  /// has begun.
  private var heardOnTheWay: Command?
  /// Whether the destination's report will not arrive.
  var reportIsLost = false

  init(with strategy: any Strategy) {
    self.strategy = strategy
    stage = strategy.stage
  }

  var readsCommandsInStopAndCopy: Bool { strategy.readsCommandsInStopAndCopy }
  var downtimeLimit: Seconds? { strategy.downtimeLimit }

  /// The strategy's answer to a report.
  mutating func next(after report: Report) -> Action {
    let action = strategy.next(after: report)
    stage = strategy.stage
    return action
  }

  mutating func hear(_ command: Command) -> CommandAnswer { strategy.hear(command) }

  mutating func noteHeardOnTheWay(_ command: Command) { heardOnTheWay = command }

  mutating func takeHeardOnTheWay() -> Command? {
    guard let command = heardOnTheWay else { return nil }
    heardOnTheWay = nil
    return command
  }

  /// The stage that has been left and the one that has been entered since this was last asked; `nil`
  /// if the strategy stands where it did.
  mutating func takeStep() -> (left: Stage.Kind?, entered: Stage.Kind)? {
    let (left, entered) = (stageSeen, stage.kind)
    guard left != entered else { return nil }
    stageSeen = entered
    return (left, entered)
  }
}

extension Migration {
  /// Where the strategy stood when it last gave an answer.
  var stage: Stage { talk.stage }
  /// The stage in which faults have been looked for last.
  var stageSeen: Stage.Kind? { talk.stageSeen }
  /// Whether the destination's report will not arrive.
  var reportIsLost: Bool { talk.reportIsLost }
  mutating func noteHeardOnTheWay(_ command: Command) { talk.noteHeardOnTheWay(command) }
  mutating func takeHeardOnTheWay() -> Command? { talk.takeHeardOnTheWay() }
  mutating func loseReport() { talk.reportIsLost = true }
}
