import Quantities
import StrictJSON

/// The points of a sweep, read back from `points.csv`: which values vary, and what they are at each.
package struct StoredPoints: Sendable {
  /// The values that vary; none where there was no sweep.
  package let axes: [Axis]
  /// The points in their order, as results number them.
  package let names: [String]
  /// For each point its cells, in the order of the axes.
  private let cells: [String: [String]]

  /// A value that varies.
  package struct Axis: Sendable {
    /// As a file calls it: `start (h)`.
    let column: String
    /// How it is called at length.
    package let name: String
    /// How it is called where that is clear enough: the last step of its path.
    fileprivate(set) package var shortName: String
    /// Empty for plain numbers and for words.
    package let unit: String

    init(column: String) {
      self.column = column
      if column.hasSuffix(")"), let bracket = column.ranges(of: " (").last {
        name = String(column[..<bracket.lowerBound])
        unit = String(column[bracket.upperBound...].dropLast())
      } else {
        (name, unit) = (column, "")
      }
      shortName = name.split(separator: ".").last.map(String.init) ?? name
    }

    /// What stands beside an axis of a figure.
    package var label: String { unit.isEmpty ? shortName : "\(shortName) in \(unit)" }
  }

  /// No sweep.
  static let none = StoredPoints()

  private init() { (axes, names, cells) = ([], [], [:]) }

  /// - Throws: if the table is damaged.
  init(_ tables: StoredTables) throws(StoredResultsError) {
    let rows = try tables.rows("points.csv")
    let columns = (rows.first?.places ?? [:]).sorted { $0.value < $1.value }.map(\.key)
      .filter { !["scenario", "point"].contains($0) }
    var axes = columns.map { Axis(column: $0) }
    if Set(axes.map(\.shortName)).count < axes.count {
      for place in axes.indices { axes[place].shortName = axes[place].name }
    }
    self.axes = axes
    names = rows.map { $0["point"] }
    cells = Dictionary(
      rows.map { row in (row["point"], columns.map { row[$0] }) },
      uniquingKeysWith: { first, _ in first })
  }

  /// A value as it is written; empty where there is no such point.
  package func text(_ axis: Int, at point: String) -> String { cells[point]?[axis] ?? "" }

  /// A value with its unit.
  package func valueText(_ axis: Int, at point: String) -> String {
    text(axis, at: point) + (axes[axis].unit.isEmpty ? "" : " \(axes[axis].unit)")
  }

  /// A value as a number; `nil` where it is none.
  package func number(_ axis: Int, at point: String) -> Double? {
    Double(decimal: text(axis, at: point))
  }

  /// The values of an axis, each once: numbers in their order, words as they come.
  package func values(_ axis: Int) -> [String] {
    var seen: Set<String> = []
    let texts = names.map { text(axis, at: $0) }.filter { seen.insert($0).inserted }
    guard isNumeric(axis) else { return texts }
    return texts.sorted { Double(decimal: $0)! < Double(decimal: $1)! }
  }

  /// Whether every value of an axis is a number.
  package func isNumeric(_ axis: Int) -> Bool { names.allSatisfy { number(axis, at: $0) != nil } }

  /// Whether there are two values, and each value of one meets each of the other.
  package var isGrid: Bool {
    axes.count == 2 && names.count > 3 && names.count == values(0).count * values(1).count
  }

  /// A point in words: `memory 4 GiB, bandwidth 1 Gbit/s`.
  package func label(of point: String) -> String {
    axes.indices.map { "\(axes[$0].shortName) \(valueText($0, at: point))" }
      .joined(separator: ", ")
  }

  /// For each point its label.
  var labels: [String: String] {
    Dictionary(
      names.map { ($0, label(of: $0)) }, uniquingKeysWith: { first, _ in first })
  }
}
