import Datacenter
public import Quantities

/// One entry of a manager's schedule: what it does, and from when on.
public struct Step: Hashable, Sendable {
  public var moment: Moment
  public var measure: Measure

  public init(_ moment: Moment, _ measure: Measure) {
    self.moment = moment
    self.measure = measure
  }

  /// When a step is due.
  public enum Moment: Hashable, Sendable {
    /// When the migration has gone on for so long, at the first look from then on.
    case after(TimeLimit)
    /// At a look that finds more passes over memory ended than at the last look, and more than so many
    /// in all (oVirt: `limit < iteration`). Only one such step is taken at a look.
    case iteration(above: Int)
  }
}

/// What a manager says to a migration.
public enum Measure: Hashable, Sendable {
  case downtimeLimit(Seconds)
  case rateCap(BytesPerSecond)
  /// Slows the guest down while it dirties too much, in steps of so many per cent.
  case throttle(step: Int)
  case startPostCopy
  case pause
  /// Post-copy where the strategy can, else a pause.
  case forceComplete
  case cancel

  /// The command, to a strategy that can go over to post-copy or cannot.
  func command(takesPostCopy: Bool) -> Command {
    switch self {
    case .downtimeLimit(let limit): .setDowntimeLimit(limit)
    case .rateCap(let cap): .setRateCap(cap)
    case .throttle(let step): .throttle(step: step)
    case .startPostCopy: .startPostCopy
    case .pause: .pause
    case .forceComplete: takesPostCopy ? .startPostCopy : .pause
    case .cancel: .cancel
    }
  }

  /// In plain words, as the end of a sentence that begins with who does it.
  public var text: String {
    switch self {
    case .downtimeLimit(let limit): "sets the downtime limit to \(limit)"
    case .rateCap(let cap):
      cap.isFinite ? "sets the rate cap to \(cap)" : "removes the engine's own rate cap"
    case .throttle(let step): "slows the guest down in steps of \(step) % while it writes too much"
    case .startPostCopy: "starts post-copy"
    case .pause: "pauses the VM until its memory has been moved"
    case .forceComplete: "starts post-copy where the strategy can, else pauses the VM"
    case .cancel: "cancels the migration"
    }
  }
}
