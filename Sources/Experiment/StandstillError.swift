public import Quantities
import StrictJSON

/// A replication that was ended because its clock stood still: it has no results.
public struct StandstillError: Error, Equatable, Sendable, Codable, CustomStringConvertible {
  /// When.
  public let at: Seconds
  /// The VM whose migration went round and round.
  public let vm: String
  /// The strategy, by its name in the scenario.
  public let arm: String
  /// From 1.
  public let replication: Int

  public var description: String {
    Visible.text(
      "the migration of \"\(vm)\" by \"\(arm)\" is stuck at \(at) in replication \(replication): its clock stands still, so the run was ended and nothing was written; another \"fidelity\" or engine may do, and please report the scenario"
    )
  }
}
