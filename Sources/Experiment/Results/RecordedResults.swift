import Foundation
import StrictJSON
import Quantities

/// Results that were recorded once, to be compared with what a run gives now.
///
/// They are bound by their `run.json` to the scenario's content, the seed and the trace of every event.
public struct RecordedResults: Sendable {
  /// Where they lie.
  public let folder: String

  /// The results in a folder, which need not exist.
  public init(_ folder: String) { self.folder = folder }

  /// Whether anything was ever recorded here.
  public var exist: Bool { FileManager.default.fileExists(atPath: "\(folder)/run.json") }

  /// What moved, of a scenario as it stands.
  public func differences(
    from run: ExperimentRun, tolerance: Double = 0, limit: Int = 5
  ) -> [String] {
    differences(from: run.files, tolerance: tolerance, limit: limit)
  }

  /// What moved: one line for each difference, in the order of the files; empty if nothing did.
  ///
  /// - Parameters:
  ///   - tolerance: the relative difference of numbers that is still the same; at 0 every byte counts.
  ///   - limit: how many differences of a file are told one by one.
  /// - Complexity: O(size of the files).
  public func differences(
    from files: [(name: String, text: String)], tolerance: Double = 0, limit: Int = 5
  ) -> [String] {
    let keys = Dictionary(
      uniqueKeysWithValues: ExperimentRun.tables.map { table in
        (table.name, Set(table.columns.filter(\.isKey).map(\.name)))
      })
    let left = ExperimentRun.fileNames.filter { name in
      !files.contains { $0.name == name }
        && FileManager.default.fileExists(atPath: "\(folder)/\(name)")
    }
    return files.flatMap { file -> [String] in
      guard
        let data = FileManager.default.contents(atPath: "\(folder)/\(file.name)")
      else { return ["\(file.name): was never recorded; record it: apus record"] }
      if data.elementsEqual(file.text.utf8) { return [] }
      let all: [String]
      if let keys = keys[file.name] {
        all =
          TableComparison(
            ResultsText(Array(data)), ResultsText(Array(file.text.utf8)), keys: keys,
            tolerance: tolerance
          ).differences
      } else {
        all = RunRecord.differences(Array(data), Array(file.text.utf8), tolerance: tolerance)
      }
      let more = all.count - limit
      return all.prefix(limit).map { Visible.text("\(file.name): \($0)") }
        + (more > 0 ? ["\(file.name): and \(more) more"] : [])
    } + left.map { "\($0): was recorded, and is not written any more" }
  }
}
