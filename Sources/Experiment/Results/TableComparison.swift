import Foundation
import Quantities

/// Two versions of a results file, compared cell by cell.
///
/// Rows are matched by their key columns, and those with equal keys (the samples of a link, say) by
/// their order.
struct TableComparison {
  /// What differs, row by row.
  private(set) var differences: [String] = []
  private let isKey: [Bool]

  /// - Parameter keys: the names of the columns that tell rows apart.
  /// - Complexity: O(cells)
  init(_ old: ResultsText, _ new: ResultsText, keys: Set<String>, tolerance: Double) {
    isKey = new.columns.map(keys.contains)
    guard !old.columns.isEmpty else {
      differences.append("is empty; record it: apus record")
      return
    }
    if old.columns != new.columns {
      let gone = old.columns.filter { !new.columns.contains($0) }
      let come = new.columns.filter { !old.columns.contains($0) }
      differences.append(
        "the columns differ: gone \(gone.isEmpty ? "none" : gone.joined(separator: ", ")),"
          + " new \(come.isEmpty ? "none" : come.joined(separator: ", "))")
      return
    }
    let past = Dictionary(uniqueKeysWithValues: keyed(old.rows))
    let present = keyed(new.rows)
    let keysNow = Set(present.map(\.0))
    for (key, row) in keyed(old.rows) where !keysNow.contains(key) {
      differences.append("\(name(row, new.columns)): is gone")
    }
    for (key, row) in present {
      guard let before = past[key] else {
        differences.append("\(name(row, new.columns)): is new")
        continue
      }
      for (column, pair) in zip(new.columns, zip(before, row))
      where !Self.same(pair.0, pair.1, tolerance: tolerance) {
        differences.append(
          "\(name(row, new.columns)): \(column) \(Self.change(pair.0, pair.1))")
      }
      if before.count != row.count {
        differences.append(
          "\(name(row, new.columns)): had \(before.count) cells, and has \(row.count)")
      }
    }
    if differences.isEmpty, tolerance == 0 { differences.append("the rows are in another order") }
  }

  /// The key cells of a row, and which of the rows with these it is.
  private struct Key: Hashable {
    let cells: [String]
    let number: Int
  }

  private func keyed(_ rows: [[String]]) -> [(Key, [String])] {
    var seen: [[String]: Int] = [:]
    return rows.map { row in
      let cells = zip(isKey, row).filter(\.0).map(\.1)
      let number = seen[cells, default: 0]
      seen[cells] = number + 1
      return (Key(cells: cells, number: number), row)
    }
  }

  private static func same(_ a: String, _ b: String, tolerance: Double) -> Bool {
    if a == b { return true }
    guard tolerance > 0, let x = Double(decimal: a), let y = Double(decimal: b) else {
      return false
    }
    return abs(x - y) <= tolerance * max(abs(x), abs(y))
  }

  private static func change(_ a: String, _ b: String) -> String {
    let text = "was \(a.isEmpty ? "empty" : a) and is \(b.isEmpty ? "empty" : b)"
    guard let x = Double(decimal: a), let y = Double(decimal: b), x != 0, x != y,
      ((y - x) / x).isFinite
    else {
      return text
    }
    return text + " (\(percent((y - x) / abs(x))) %)"
  }

  /// A change in percent with its sign: two digits behind the point, or as many as show two of its own.
  static func percent(_ share: Double) -> String {
    let percent = 100 * share
    let digits = Int((1 - log10(abs(percent))).rounded(.up))
    return String(format: "%+.\(min(max(2, digits), 15))f", percent)
  }

  /// The row by its key columns; the scenario is told already.
  private func name(_ row: [String], _ columns: [String]) -> String {
    zip(isKey, zip(columns, row))
      .filter { $0.0 && !$0.1.1.isEmpty && $0.1.0 != "scenario" }
      .map { "\($0.1.0) \($0.1.1)" }.joined(separator: ", ")
  }
}
