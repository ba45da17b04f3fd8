package import Experiment
import StrictJSON

/// Which of several strategies, replications and VMs figures show.
public struct FigureChoice: Sendable {
  /// The strategies; empty for as many as can be told apart.
  public var strategies: [String] = []
  /// The points of a sweep, by their numbers; empty for as many as can be told apart.
  public var points: [String] = []
  public var replication = 1
  /// The VM whose migration is shown where a figure is about one; `nil` for the first.
  public var vm: String?

  /// How many strategies a figure shows.
  static let most = 8

  public init() {}

  /// Every figure that results can give.
  ///
  /// - Parameter kind: the only one that is wanted, or all.
  /// - Throws: if the results are damaged, or have no such strategy, replication or VM.
  package func figures(
    of results: StoredResults, _ kind: FigureKind? = nil
  ) throws(StoredResultsError) -> [Figure] {
    let shown = try shown(results)
    var figures: [Figure] = []
    for kind in kind.map({ [$0] }) ?? FigureKind.all
    where kind.needs.allSatisfy(results.tables.has) {
      if let figure = try kind.make(shown) { figures.append(figure) }
    }
    return figures
  }

  private func shown(_ results: StoredResults) throws(StoredResultsError) -> FigureKind.Shown {
    for name in strategies where !results.arms.contains(where: { $0.strategy == name }) {
      throw Self.missing("strategy", name, results.arms.map(\.strategy))
    }
    for number in points where !results.points.names.contains(number) {
      throw Self.missing("point", number, results.points.names)
    }
    guard (1...max(1, results.replications)).contains(replication) else {
      throw StoredResultsError(
        description:
          "there is no replication \(replication); the results have \(results.replications)")
    }
    let ofStrategies = results.arms.filter {
      strategies.isEmpty || strategies.contains($0.strategy)
    }
    let wanted = ofStrategies.filter { points.isEmpty || points.contains($0.point) }
    var seen: Set<String> = []
    let names = ofStrategies.map(\.strategy).filter { seen.insert($0).inserted }
    let arms = Array(wanted.prefix(Self.most))
    let number = String(replication)
    let moved = try results.tables.rows("migrations.csv") {
      $0["replication"] == number && arms.contains(StoredResults.Arm($0))
    }
    if let vm, !moved.contains(where: { $0["vm"] == vm }) {
      var seen: Set<String> = []
      throw Self.missing(
        "migration of a VM", vm, moved.map { $0["vm"] }.filter { seen.insert($0).inserted })
    }
    // The first that finished says more than one that was refused.
    let first = moved.first { $0["outcome"] == "finished" } ?? moved.first
    return FigureKind.Shown(
      results: results, strategies: names, arms: arms, replication: replication,
      vm: vm ?? first?["vm"] ?? "",
      remarks: wanted.count > arms.count
        ? [Self.cut(arms.count, of: wanted.count, isSweep: !results.points.axes.isEmpty)] : [])
  }

  /// What is said where figures show fewer than there are.
  static func cut(_ shown: Int, of all: Int, isSweep: Bool) -> String {
    isSweep
      ? "\(shown) of \(all) strategies and points are shown; choose with --strategy and --point"
      : "\(shown) of \(all) strategies are shown; name others with --strategy"
  }

  private static func missing(
    _ noun: String, _ name: String, _ choices: [String]
  ) -> StoredResultsError {
    let names = choices.prefix(20).map { "\"\($0)\"" }.joined(separator: ", ")
    let shown = choices.isEmpty ? "none" : names
    let rest = choices.count > 20 ? " and \(choices.count - 20) more" : ""
    return StoredResultsError(
      description: Visible.text("there is no \(noun) \"\(name)\"; the results have \(shown)\(rest)")
    )
  }
}

extension FigureKind.Shown {
  /// The rows of a file about the replication that is shown, by strategy.
  func rows(
    _ file: String, where isWanted: (RecordedRow) -> Bool = { _ in true }
  ) throws(StoredResultsError) -> [StoredResults.Arm: [RecordedRow]] {
    let number = String(replication)
    let arms = Set(arms)
    let rows = try results.tables.rows(file) {
      $0["replication"] == number && isWanted($0) && arms.contains(StoredResults.Arm($0))
    }
    return Dictionary(grouping: rows, by: StoredResults.Arm.init)
  }

  /// Of each strategy the rows about its first migration of the VM that is shown.
  func rowsOfMigration(_ file: String) throws(StoredResultsError) -> [StoredResults.Arm:
    [RecordedRow]]
  {
    try rows(file) { $0["vm"] == vm }.mapValues { rows in
      rows.filter { $0["request"] == rows[0]["request"] }
    }
  }

  /// What is said where a figure shows fewer strategies than others do.
  func leavingOut(beyond most: Int) -> [String] {
    arms.count <= most
      ? remarks
      : [
        FigureChoice.cut(most, of: results.arms.count, isSweep: !results.points.axes.isEmpty)
      ]
  }

  /// Which results it is.
  func subtitle(_ about: String) -> String { "\(results.scenario): \(about)" }

  /// One migration in words.
  var ofMigration: String { subtitle("VM \(vm), replication \(replication)") }
}
