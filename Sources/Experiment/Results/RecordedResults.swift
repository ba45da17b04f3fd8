import Foundation
import Quantities

/// Results that were recorded once, to be compared with what a run gives now.
///
/// They are bound by their `run.json` to the version, the scenario's hash, the seed and the trace of
/// every event.
public struct RecordedResults: Sendable {
  /// Where they lie.
  public let folder: String

  /// The results in a folder, which need not exist.
  public init(_ folder: String) { self.folder = folder }

  /// Whether anything was ever recorded here.
  public var exist: Bool { FileManager.default.fileExists(atPath: "\(folder)/run.json") }

  /// What moved: one line for each difference, in the order of the files; empty if nothing did.
  ///
  /// - Parameters:
  ///   - tolerance: the relative difference of numbers that is still the same; at 0 every byte counts.
  ///   - limit: how many differences of a file are told one by one.
  /// - Complexity: O(size of the files).
  public func differences(
    from run: ExperimentRun, tolerance: Double = 0, limit: Int = 5
  ) -> [String] {
    let files = run.files
    let left = ExperimentRun.optionalFiles.filter { name in
      !files.contains { $0.name == name }
        && FileManager.default.fileExists(atPath: "\(folder)/\(name)")
    }
    return files.flatMap { file -> [String] in
      guard
        let data = FileManager.default.contents(atPath: "\(folder)/\(file.name)")
      else { return ["\(file.name): was never recorded; record it: apus record"] }
      let recorded = String(decoding: data, as: UTF8.self)
      if recorded == file.text { return [] }
      let all =
        file.name.hasSuffix(".csv")
        ? TableComparison(recorded, file.text, tolerance: tolerance).differences
        : tolerance == 0 ? Self.lines(recorded, file.text) : []
      let more = all.count - limit
      return all.prefix(limit).map { "\(file.name): \($0)" }
        + (more > 0 ? ["\(file.name): and \(more) more"] : [])
    } + left.map { "\($0): was recorded, and is not written any more" }
  }

  /// Differences of a text that is not a table.
  private static func lines(_ old: String, _ new: String) -> [String] {
    let (old, new) = (old.split(separator: "\n"), new.split(separator: "\n"))
    let missing =
      old.count == new.count ? [] : ["has \(old.count) lines instead of \(new.count)"]
    if missing.isEmpty, old == new { return ["ends its lines in another way"] }
    return zip(old, new)
      .filter { $0 != $1 }
      .map { old, new in
        let strip = CharacterSet(charactersIn: " ,")
        return "was \(old.description.trimmingCharacters(in: strip))"
          + " and is \(new.description.trimmingCharacters(in: strip))"
      } + missing
  }
}

/// Two versions of a tidy table, compared cell by cell.
struct TableComparison {
  /// What differs, row by row.
  private(set) var differences: [String] = []

  init(_ old: String, _ new: String, tolerance: Double) {
    let (old, new) = (Self.rows(old), Self.rows(new))
    guard let columns = new.first else { return }
    guard let before = old.first else {
      differences.append("is empty; record it: apus record")
      return
    }
    if before != columns {
      let gone = before.filter { !columns.contains($0) }
      let come = columns.filter { !before.contains($0) }
      differences.append(
        "the columns differ: gone \(gone.isEmpty ? "none" : gone.joined(separator: ", ")),"
          + " new \(come.isEmpty ? "none" : come.joined(separator: ", "))")
      return
    }
    let past = Dictionary(
      old.dropFirst().map { (Self.key(of: $0, columns), $0) },
      uniquingKeysWith: { first, _ in first })
    let present = Set(new.dropFirst().map { Self.key(of: $0, columns) })
    for row in old.dropFirst() where !present.contains(Self.key(of: row, columns)) {
      differences.append("\(Self.name(row, columns)): is gone")
    }
    for row in new.dropFirst() {
      guard let before = past[Self.key(of: row, columns)] else {
        differences.append("\(Self.name(row, columns)): is new")
        continue
      }
      for (column, pair) in zip(columns, zip(before, row))
      where !Self.same(pair.0, pair.1, tolerance: tolerance) {
        differences.append("\(Self.name(row, columns)): \(column) \(Self.change(pair.0, pair.1))")
      }
    }
    if differences.isEmpty, tolerance == 0 { differences.append("the rows are in another order") }
  }

  /// What makes a row the same row: its key columns.
  private static let keys = [
    "strategy", "baseline", "replication", "request", "vm", "stage", "round", "metric",
  ]

  private static func key(of row: [String], _ columns: [String]) -> [String] {
    zip(columns, row).filter { keys.contains($0.0) }.map(\.1)
  }

  private static func rows(_ text: String) -> [[String]] {
    text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private static func same(_ a: String, _ b: String, tolerance: Double) -> Bool {
    if a == b { return true }
    guard tolerance > 0, let x = Double(a), let y = Double(b) else { return false }
    return abs(x - y) <= tolerance * max(abs(x), abs(y))
  }

  private static func change(_ a: String, _ b: String) -> String {
    let text = "was \(a.isEmpty ? "empty" : a) and is \(b.isEmpty ? "empty" : b)"
    guard let x = Double(a), let y = Double(b), x != 0 else { return text }
    let percent = ((y - x) / abs(x) * 1e4).rounded() / 100
    return text + " (\(percent >= 0 ? "+" : "")\(percent) %)"
  }

  /// The row in the words of its key columns.
  private static func name(_ row: [String], _ columns: [String]) -> String {
    zip(columns, row).filter { keys.contains($0.0) && !$0.1.isEmpty }
      .map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }
}
