import Design
import Quantities
import StrictJSON

/// The points of a scenario.
extension Scenario {
  /// How many points it is played at; 1 where it varies nothing.
  public var pointCount: Int { max(1, points.count) }

  /// Whether it varies anything.
  public var isSwept: Bool { !points.isEmpty }

  /// The scenarios that are played: itself, or one for each point.
  var played: [Scenario] { isSwept ? points.indices.map(at) : [self] }

  /// The scenario at one of its points, from 0.
  private func at(_ point: Int) -> Scenario {
    var scenario = self
    scenario.whole = points[point].whole
    scenario.until = points[point].whole.parts.until
    if fidelity == whole.parts.fidelity { scenario.fidelity = points[point].whole.parts.fidelity }
    scenario.points = []
    scenario.axes = []
    scenario.point = PointKey(
      scenario: name, number: point + 1, cells: axes.map { $0.cells[point] })
    return scenario
  }

  /// What is wrong with the points as parts of one experiment.
  func checkPoints(_ file: String) throws(ScenarioErrors) {
    func failure(_ problem: String, _ remedy: String) -> ScenarioErrors {
      ScenarioErrors([JSONIssue(file: file, problem: problem, remedy: remedy)])
    }
    for (number, point) in points.enumerated() {
      guard Plan.arms(of: point.whole).map(\.name) == Plan.arms(of: whole).map(\.name),
        point.whole.hasOwnStrategies == whole.hasOwnStrategies,
        point.whole.isFleet == whole.isFleet
      else {
        throw failure(
          "point \(number + 1) has other strategies, or another kind of requests",
          "vary what stands in them, and not which there are")
      }
    }
    guard points.isEmpty || replications <= maximumReplications else {
      throw failure(
        "\(points.count) points of \(replications) replications are more migrations than results have room for",
        "write fewer replications or points")
    }
  }

  /// The points, one a line, and what each axis changes: what `apus sweep --dry-run` shows.
  public var pointList: String {
    guard isSwept else { return "One point: the scenario varies nothing." }
    let heads = changes.map { change in
      let shown = change.paths.prefix(3).joined(separator: ", ")
      let more = change.paths.count > 3 ? " and \(change.paths.count - 3) more" : ""
      let old = Set(change.was.map { $0 ?? "" })
      let was =
        old.count > 1
        ? "was different values"
        : old.first.map { $0.isEmpty ? "was not there" : "was \($0)" } ?? ""
      let count = change.paths.count > 1 ? "\(change.paths.count) values, " : ""
      return "\(change.axis): \(count)\(shown)\(more) (\(was))"
    }
    let rows =
      [["point"] + axes.map(\.name)]
      + points.indices.map { point in ["\(point + 1)"] + axes.map { $0.cells[point] } }
    return (heads + [""]).map(Visible.text).joined(separator: "\n") + "\n"
      + TextColumns.aligned(rows, left: 0)
  }
}

/// The point that a row is about.
struct PointKey: Sendable {
  let scenario: String
  /// From 1; `nil` where nothing is varied.
  let number: Int?
  /// For each axis the cell of its column.
  let cells: [String]

  static let scenarioColumn = Column<PointKey>(
    "scenario", "The scenario: the name of its file without folder and ending."
  ) { $0.scenario }
  static let numberColumn = Column<PointKey>(
    "point", "The number of the point, from 1; empty where nothing is varied."
  ) { $0.number }

  /// Whether files that have a column for each axis have one of this name already.
  static func isTaken(_ name: String) -> Bool {
    taken.contains(name) || RecordedRow.probability(ofQuantile: name) != nil
  }

  private static let taken: Set<String> = {
    func names<Key, Row>(_ table: ResultTable<Key, Row>) -> [String] {
      table.keys.map(\.name) + table.columns.map(\.name)
    }
    return Set(
      names(SummaryRow.table) + names(ComparisonRow.table([])) + names(QuantileRow.table([]))
        + names(PointRow.table([])))
  }()

  /// The columns of what is varied.
  static func columns(of axes: [AxisColumn]) -> [Column<PointKey>] {
    axes.enumerated().map { place, axis in
      Column(axis.name, unit: "text", "The value at this point.") { $0.cells[place] }
    }
  }
}
