import Experiment
import StrictJSON

/// A figure that results can give: what it is, the files that it needs, and how it is made.
public struct FigureKind: Sendable {
  /// By which users call it, and how its files are called.
  public let name: String
  /// What it shows, as a sentence.
  public let about: String
  /// The files without which there is none.
  public let needs: [String]
  let make: @Sendable (Shown) throws(StoredResultsError) -> Figure?

  /// What figures show of a folder of results.
  struct Shown {
    let results: StoredResults
    /// The names of the strategies that are wanted, however many they are.
    let strategies: [String]
    /// The strategies, each at one point of a sweep, no more than can be told apart.
    let arms: [StoredResults.Arm]
    let replication: Int
    /// The VM whose migration is shown where a figure is about one.
    let vm: String
    /// What is said of what is left out.
    let remarks: [String]
  }

  /// Every figure, in the order in which they are drawn and shown.
  public static let all: [FigureKind] = [
    FigureKind(
      name: "means", about: "The averages of each strategy, with 95 % intervals.",
      needs: ["summary.csv"]
    ) { shown throws(StoredResultsError) in try MeansFigure(shown)?.figure },
    FigureKind(
      name: "sweep", about: "The result over the value that a sweep varies, with 95 % bands.",
      needs: ["summary.csv", "points.csv"]
    ) { shown throws(StoredResultsError) in try SweepFigure(shown)?.figure },
    FigureKind(
      name: "map", about: "Heat maps of the result over two values that a sweep varies.",
      needs: ["summary.csv", "points.csv"]
    ) { shown throws(StoredResultsError) in try MapFigure(shown)?.figure },
    FigureKind(
      name: "effects", about: "How results depend on each of several values that vary.",
      needs: ["summary.csv", "points.csv"]
    ) { shown throws(StoredResultsError) in try EffectsFigure(shown)?.figure },
    .distribution(
      "downtime",
      "The distribution of the downtime; never, for migrations that did not end, is on the axis.",
      column: "downtime_s",
      text: "downtime"),
    .distribution(
      "total-time",
      "The distribution of the total time; never, for migrations that did not end, is on the axis.",
      column: "total_time_s", text: "total time"),
    .distribution(
      "lost-work", "The work that guests lost, if it differs from their downtime.",
      column: "lost_work_s",
      text: "lost work", unlikeColumn: "downtime_s"),
    FigureKind(
      name: "request-time", about: "The distribution of the time that each request took.",
      needs: ["requests.csv"]
    ) { shown throws(StoredResultsError) in try DistributionFigure(ofRequests: shown)?.figure },
    FigureKind(
      name: "lanes",
      about: "The migrations of a fleet, in lanes by host: waiting, copying, paused.",
      needs: ["migrations.csv", "requests.csv"]
    ) { shown throws(StoredResultsError) in try LanesFigure(shown)?.figure },
    FigureKind(
      name: "hosts", about: "How many VMs each host holds while a fleet moves.",
      needs: ["migrations.csv", "vms.csv"]
    ) { shown throws(StoredResultsError) in try HostsFigure(shown)?.figure },
    FigureKind(
      name: "memory", about: "How full the memory of each host is while a fleet moves.",
      needs: ["memory.csv"]
    ) { shown throws(StoredResultsError) in try MemoryFigure(shown)?.figure },
    FigureKind(
      name: "stages", about: "The stages of one migration on a time axis.",
      needs: ["stages.csv", "migrations.csv"]
    ) { shown throws(StoredResultsError) in try StagesFigure(shown)?.figure },
    FigureKind(
      name: "rounds",
      about: "One migration round by round: bytes sent, bytes dirtied meanwhile, and both rates.",
      needs: ["rounds.csv"]
    ) { shown throws(StoredResultsError) in try RoundsFigure(shown)?.figure },
    FigureKind(
      name: "speed", about: "A guest's speed over time, with the beginning of each round.",
      needs: ["guest.csv"]
    ) { shown throws(StoredResultsError) in try SpeedFigure(shown)?.figure },
    FigureKind(
      name: "links", about: "How busy each link is over time.", needs: ["links.csv"]
    ) { shown throws(StoredResultsError) in try LinksFigure(shown)?.figure },
  ]

  private static func distribution(
    _ name: String, _ about: String, column: String, text: String,
    unlikeColumn other: String? = nil
  ) -> FigureKind {
    FigureKind(name: name, about: about, needs: ["migrations.csv"]) {
      shown throws(StoredResultsError) in
      try DistributionFigure(name, shown, column: column, text: text, unlikeColumn: other)?.figure
    }
  }
}
