import Randomness

/// Which columns the printed table has beside those of every table.
///
/// One table has one set of them: what stands in one table for several points has the columns that any of
/// the points needs.
struct ScreenColumns {
  /// Whether there is a time after which all is done.
  var makespan: Bool
  /// Whether VMs are unreachable for noticeably longer than their downtime.
  var unreachable: Bool

  /// What stands above them.
  var heads: [String] {
    ["finished"] + (makespan ? ["makespan"] : [])
      + ["total time", "downtime", "downtime p99"] + (unreachable ? ["unreachable"] : [])
      + ["sent", "rounds"]
  }

  /// The same without what no single VM has.
  var ofOneVM: ScreenColumns { ScreenColumns(makespan: false, unreachable: unreachable) }

  /// The columns that one of two tables needs.
  static func + (a: ScreenColumns, b: ScreenColumns) -> ScreenColumns {
    ScreenColumns(
      makespan: a.makespan || b.makespan, unreachable: a.unreachable || b.unreachable)
  }
}

extension ExperimentRun {
  /// The columns that its own table needs.
  var columns: ScreenColumns {
    ScreenColumns(makespan: hasMakespan, unreachable: isAnnouncedLate)
  }

  /// Whether there is more than one migration to a replication.
  var isPlural: Bool { scenario.whole.isFleet || plan.requests.count > 1 }

  /// Whether there is a time after which all is done, and it is not that of the one migration.
  private var hasMakespan: Bool { isPlural && ends }

  /// Whether there is a time after which all is done.
  var ends: Bool { !scenario.whole.parts.requests.contains(where: \.lasts) }

  /// Whether VMs are unreachable for noticeably longer than their downtime.
  private var isAnnouncedLate: Bool {
    observed.contains { arm in
      func mean(_ metric: String) -> Double? { arm[metric]?.means?.mean }
      guard let downtime = mean("downtime"), let unreachable = mean("unreachable") else {
        return false
      }
      return unreachable - downtime > max(0.001, 0.05 * downtime)
    }
  }
}
