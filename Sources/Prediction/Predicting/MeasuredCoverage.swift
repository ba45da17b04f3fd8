/// What share of measured migrations the 90 % ranges of predictions contained, as `apus accuracy` found.
///
/// The ranges are of those replications that converge, as the measured migrations did. The tests compare the
/// shares with `Results/accuracy`.
struct MeasuredCoverage: Sendable {
  let migrations: Int
  /// From 0 to 1.
  let totalTimes: Double
  let downtimes: Double

  /// Of all techniques, with the workload known, and with one that was not measured.
  static let known = MeasuredCoverage(migrations: 7396, totalTimes: 0.91, downtimes: 0.88)
  static let unknown = MeasuredCoverage(migrations: 7396, totalTimes: 0.90, downtimes: 0.88)

  /// What is to be said beside ranges of downtimes.
  var sentence: String {
    func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
    return
      "Of \(migrations) measured migrations such ranges contained \(percent(totalTimes)) of the total times and \(percent(downtimes)) of the downtimes."
  }
}
