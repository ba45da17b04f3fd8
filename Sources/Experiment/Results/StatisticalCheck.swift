import Foundation
import Randomness
import StrictJSON

/// Whether new results come from the laws of the recorded ones.
///
/// For every point, strategy and metric the recorded replications are held against the new ones, by
/// their means (what never ends counts as above every number), with the test of Kolmogorov and Smirnov.
/// By Holm's procedure, 5 % of checks of a scenario at most find something where nothing moved.
extension RecordedResults {
  /// What moved beyond chance: a line for each metric; empty if nothing did.
  ///
  /// - Complexity: O(size of the files)
  public func statisticalDifferences(from run: StudyRun) -> [String] {
    func rows(_ name: String) -> [RecordedRow] {
      guard let file = ExperimentRun.tables.first(where: { $0.name == name }),
        let data = FileManager.default.contents(atPath: "\(folder)/\(name)")
      else { return [] }
      return RecordedTable(file, ResultsText(Array(data))).rows
    }
    guard let record = RunRecord(inFolder: folder) else { return ["run.json: is damaged"] }
    let outline = run.conclusions.outline
    guard record["scenarioHash"] == "\"\(outline.scenarioHash)\"" else {
      return ["the scenario says something else than the recorded one; record it: apus record"]
    }
    let replications = record["replications"].flatMap { Int($0) } ?? 0
    let migrations = Dictionary(grouping: rows("migrations.csv")) { $0["point"] }
    let requests = Dictionary(grouping: rows("requests.csv")) { $0["point"] }
    var tests: [(name: String, test: KolmogorovSmirnov, change: String)] = []
    for (number, point) in run.conclusions.observed.enumerated() {
      let key = outline.key(point: number).number.map(String.init) ?? ""
      let recorded = SummaryRelations(
        migrations[key] ?? [], requests: requests[key] ?? [], replications: replications)
      for (strategy, arm) in zip(outline.strategies, point) {
        for new in arm {
          guard
            let old = recorded.observations(new.metric, unit: new.unit, of: strategy),
            let test = Self.test(old, new)
          else { continue }
          tests.append(
            (
              (key.isEmpty ? "" : "point \(key), ") + "strategy \(strategy), metric \(new.metric)",
              test, Self.change(old, new)
            ))
        }
      }
    }
    tests.sort { $0.test.pValue < $1.test.pValue }
    var moved: [String] = []
    for (step, entry) in tests.enumerated() {
      guard entry.test.pValue * Double(tests.count - step) <= 0.05 else { break }
      moved.append(
        Visible.text("\(entry.name): \(entry.change), p = \(Self.brief(entry.test.pValue))"))
    }
    return moved
  }

  /// The test of two samples; `nil` where nothing was observed in one of them.
  static func test(_ old: Observations, _ new: Observations) -> KolmogorovSmirnov? {
    func sample(_ observed: Observations) -> [Double] {
      zip(observed.observed, observed.replicationMeans).compactMap { all, mean in
        all.contains(.infinity) ? .greatestFiniteMagnitude : mean
      }
    }
    let samples = (sample(old), sample(new))
    guard !samples.0.isEmpty, !samples.1.isEmpty else { return nil }
    return KolmogorovSmirnov(samples.0, samples.1)
  }

  private static func change(_ old: Observations, _ new: Observations) -> String {
    func text(_ observed: Observations) -> String {
      observed.means.map { brief($0.mean) } ?? "never"
    }
    return "the mean was \(text(old)) and is \(text(new))"
  }

  /// Four significant digits.
  private static func brief(_ value: Double) -> String {
    String(format: "%.4g", value)
  }
}
