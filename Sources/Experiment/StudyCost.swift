import Quantities

/// What playing a scenario costs.
extension StudyRun {
  /// How many replications it has, of all strategies and points.
  public static func replications(of scenario: Scenario) -> Int { Units(scenario).count }

  /// How long one of its replications takes here, on average: some of them, spread over all, are run
  /// for a second or a little longer.
  public static func secondsPerReplication(of scenario: Scenario) -> Double {
    let units = Units(scenario)
    let clock = ContinuousClock()
    let start = clock.now
    var done = 0
    // Steps of the golden ratio visit points and strategies evenly, wherever they end.
    while done < units.count, clock.now - start < .seconds(1) {
      let share = (Double(done) * 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1)
      _ = units.play(Int(share * Double(units.count)))
      done += 1
    }
    return (clock.now - start) / .seconds(Double(done))
  }
}
