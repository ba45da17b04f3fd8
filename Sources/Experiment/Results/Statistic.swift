import Quantities

/// A statistic in the unit of what it is about: times are written to the nanosecond, like the
/// observations.
struct Statistic: CSVCell {
  static var unit: String? { "unit" }
  let value: Double
  let isTime: Bool

  /// `nil` where there is no number.
  init?(_ value: Double?, of observed: Observations) {
    guard let value else { return nil }
    self.value = value
    isTime = observed.unit == "s"
  }

  func write(to csv: inout CSVBytes) {
    if isTime { Seconds(value).write(to: &csv) } else { csv.append(value) }
  }
}
