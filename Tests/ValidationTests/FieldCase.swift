import Experiment
import Foundation

@testable import Prediction

/// A small input from a report, whose right answer is known.
enum FieldCase {
  static func path(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Data/field/\(name)").path
  }

  static func scenario(_ name: String) throws -> Scenario {
    try Scenario(contentsOf: path(name))
  }

  /// What `validate` says about a scenario; nothing of a sound one.
  static func complaints(about name: String) -> String {
    do throws(ScenarioErrors) {
      _ = try Scenario(contentsOf: path(name))
      return ""
    } catch {
      return "\(error)"
    }
  }

  /// The cells of the first row of an inventory's answer, by column, and the scores.
  static func predicted(
    _ text: String, replications: Int = 20, _ change: (inout Predictor) -> Void = { _ in }
  ) throws -> (cells: [String: String], scores: ScoreBoard) {
    var predictor = Predictor()
    predictor.replications = replications
    change(&predictor)
    var answer = Data()
    let tally = try predictor.predict(
      Array(text.utf8), file: "vms.csv", to: .init(answer: { answer += $0 }, complaint: { _ in }))
    let lines = String(decoding: answer, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return (Dictionary(zip(lines[0], lines[1])) { first, _ in first }, tally.scores)
  }

  static func predicted(file name: String) throws -> (cells: [String: String], scores: ScoreBoard) {
    try predicted(String(contentsOfFile: path(name), encoding: .utf8))
  }
}

extension ExperimentRun {
  /// A row of summary.csv, by column.
  func summary(_ strategy: String, _ metric: String) -> [String: String] {
    let text = files.first { $0.name == "summary.csv" }!.text
    let rows = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return rows.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(rows[0], $0)) }.first {
      $0["strategy"] == strategy && $0["metric"] == metric
    } ?? [:]
  }

  func mean(_ strategy: String, _ metric: String) -> Double? {
    summary(strategy, metric)["mean"].flatMap(Double.init)
  }
  func median(_ strategy: String, _ metric: String) -> Double? {
    summary(strategy, metric)["p50"].flatMap(Double.init)
  }
}
