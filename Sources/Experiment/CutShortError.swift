import Datacenter
import Orchestration
public import Quantities
import StrictJSON

/// A replication that was ended before its time: it has no results.
public struct CutShortError: Error, Equatable, Sendable, Codable, CustomStringConvertible {
  /// Why.
  public enum Cause: Equatable, Sendable, Codable {
    /// The clock stood still, and the migration of this VM went round and round.
    case standstill(vm: String)
    /// The migration of this VM had more rounds than this.
    case rounds(Int, vm: String)
    /// It had as many events as are allowed.
    case events(Int)
    /// The machine took as long as is allowed.
    case time(Seconds)
    /// It was interrupted.
    case interruption
  }

  public let cause: Cause
  /// How far the simulated clock had come.
  public let at: Seconds
  /// The strategy, by its name in the scenario.
  public let arm: String
  /// From 1.
  public let replication: Int
  /// How many migrations had ended, and how many were asked for by then.
  public let ended: Int
  public let asked: Int
  /// How many events it had.
  public let events: Int
  /// How many replications had ended before it, of how many; `nil` where that is not known.
  var replications: Tally?

  /// How far a run had come.
  struct Tally: Equatable, Sendable, Codable {
    let ended: Int
    let all: Int
  }

  public var description: String {
    let reached =
      "at \(at) of simulated time, after \(events) events, \(ended) of \(asked) migrations had ended"
    let text =
      switch cause {
      case .standstill(let vm):
        "the migration of \"\(vm)\" by \"\(arm)\" is stuck at \(at) in replication \(replication): its clock stands still. The run was ended and nothing was written. Try another \"fidelity\" or engine, and please report the scenario"
      case .rounds(let most, let vm):
        "the migration of \"\(vm)\" by \"\(arm)\" does not end by itself: it had \(most) rounds by \(at) in replication \(replication). The run was ended and nothing was written. Write a longer \"downtimeLimit\" or another end of the rounds, or an earlier \"until\""
      case .events(let most):
        "replication \(replication) of \"\(arm)\" reached the limit of \(most) events: \(reached); nothing was written; write a higher --event-limit, or an earlier \"until\" in the scenario"
      case .time(let most):
        "the time limit of \(most) was reached \(placeInTime(reached)); nothing was written; write a longer --time-limit, fewer --replications, or an earlier \"until\" in the scenario"
      case .interruption:
        "replication \(replication) of \"\(arm)\" was interrupted: \(reached)"
      }
    return Visible.text(text)
  }

  /// After how many replications the time was over, and how far the one under way had come.
  private func placeInTime(_ reached: String) -> String {
    let isLater = events == 0 || (replications?.ended ?? 0) > 0
    let done = isLater ? replications.map { "after \($0.ended) of \($0.all) replications" } : nil
    // The next one had not begun.
    if let done, events == 0 { return done }
    let here = "in replication \(replication) of \"\(arm)\": \(reached)"
    return [done, here].compactMap(\.self).joined(separator: ", ")
  }
}

extension CutShortError.Cause {
  /// Why a fleet's run ended before its time; `nil` if it did not.
  init?(_ fleet: Fleet, usedUp: RunBudget.Limit?) {
    if let endless = fleet.world.endless {
      let vm = fleet.view[fleet.world.record(of: endless.migration).vm].name
      self =
        switch endless.excess {
        case .atOneInstant: .standstill(vm: vm)
        case .rounds(let most): .rounds(most, vm: vm)
        }
      return
    }
    switch usedUp {
    case .events(let most): self = .events(most)
    case .time(let most): self = .time(most)
    case .interruption: self = .interruption
    case nil: return nil
    }
  }
}
