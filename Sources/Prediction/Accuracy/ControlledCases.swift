import Foundation
import Randomness

/// Measured migrations whose every input is known, predicted in full beside an accuracy study.
public struct ControlledCases: Sendable {
  /// The inventory with its predictions, and the scores.
  let answer: String
  let scores: ScoreBoard

  /// Predicts an inventory.
  ///
  /// - Throws: `InventoryError` if the file as a whole cannot be used.
  public init(_ bytes: [UInt8], file: String, replications: Int, seed: UInt64, jobs: Int) throws {
    var predictor = Predictor()
    predictor.replications = replications
    predictor.seed = seed
    predictor.jobs = jobs
    predictor.devices = "bench"
    var data = Data()
    let tally = try predictor.predict(
      bytes, file: file, to: .init(answer: { data += $0 }, complaint: { _ in }))
    answer = String(decoding: data, as: UTF8.self)
    scores = tally.scores
    guard !scores.comparisons(of: .totalTime).isEmpty else {
      throw CalibrationError(
        file: file, problem: "no row has a measured total_time_ms to compare with",
        remedy: "add what was measured; apus predict --help lists the columns")
    }
  }
}
