import Design
import Experiment
import Foundation
import StrictJSON

/// A number that somebody published, and the scenario of its set-up: a row of `published.csv`.
///
/// Its columns: `case`; `scenario`, a file in the folder `published`; `set`, what the row changes in it,
/// as for `--vary`; `prediction`, which of the results is meant (a statistic and a metric of summary.csv,
/// or columns of migrations.csv, one over the other); `unit`; `measured`; `within`, the relative error that
/// the tests allow; `constant`, the constant that was taken from this number, empty for a forecast;
/// `source`.
struct PublishedCase: Sendable {
  let row: MeasuredCase
  let folder: MeasuredFolder

  static let file = "published.csv"

  /// Every row, in the order of the file.
  static func cases(in folder: MeasuredFolder) throws -> [PublishedCase] {
    try folder.rows(of: file).map { PublishedCase(row: $0, folder: folder) }
  }

  var name: String { row.name }
  var measured: Double { row.number("measured") }
  /// The relative error that is allowed.
  var within: Double { row.number("within") }
  var standing: Finding.Standing {
    let constant = row.text("constant")
    return constant.isEmpty ? .forecast : .fit(constant)
  }

  /// The scenario with what the row changes.
  func scenario() throws -> Scenario {
    let file = row.text("scenario")
    var root = try JSONDocument(parsing: folder.bytes(of: "published/\(file)"), file: file).root
    do throws(DesignError) {
      for axis in row.text("set").isEmpty ? [] : try Axis.group(row.text("set")) {
        for place in try axis.path.places(in: root) {
          root = root.changing(place, to: try axis.values.all()[0])
        }
      }
    } catch {
      throw refusal(error.problem, error.remedy)
    }
    return try Scenario(parsing: root.text, file: file)
  }

  /// What is predicted, in the row's unit; `nil` where it does not happen.
  func predict() throws -> Double? {
    try result().map { row.text("unit") == "ms" ? $0 * 1000 : $0 }
  }

  /// The result that is meant, in SI units.
  private func result() throws -> Double? {
    let run = ExperimentRun(try scenario())
    func table(_ name: String) throws -> [MeasuredCase] {
      let text = run.files.first { $0.name == name }?.text ?? ""
      return try MeasuredCase.rows(in: Array(text.utf8), file: name)
    }
    let words = row.text("prediction").split(separator: " ").map(String.init)
    guard words.count > 1 || words.first?.contains("_") == true else {
      throw refusal(
        "\"\(row.text("prediction"))\" is no result",
        "write for example \"mean total_time\" or \"total_time_s\"")
    }
    if let column = ["mean": "mean", "median": "p50"][words[0]] {
      guard let found = try table("summary.csv").first(where: { $0.text("metric") == words[1] })
      else { throw refusal("there is no metric \(words[1])", "apus columns lists them") }
      return found.value(column)
    }
    let rows = try table("migrations.csv")
    func sum(_ column: String) throws -> Double {
      guard rows.first?.columns[column] != nil else {
        throw refusal("there is no column \(column)", "apus columns lists them")
      }
      return rows.map { $0.number(column) }.reduce(0, +)
    }
    return try sum(words[0]) / (words.count > 2 ? sum(words[2]) : Double(rows.count))
  }

  /// What is wrong with the row.
  private func refusal(_ problem: String, _ remedy: String) -> EvidenceError {
    EvidenceError(
      file: folder.url(of: Self.file).path, problem: "\(name): \(problem)", remedy: remedy)
  }
}
