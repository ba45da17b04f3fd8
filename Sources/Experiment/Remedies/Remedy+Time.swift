import Quantities

/// More time.
extension Remedy {
  /// What has not ended in a day is not waited for.
  private static let latestEnd = Seconds(86_400)

  /// A run that ends later.
  static let laterEnd = [2, 4].map { factor in
    Remedy { trial in
      let end = trial.end * Double(factor)
      guard end <= latestEnd else { return nil }
      return (trial.ending(at: end), "a later end of the run (\"until\": \"\(end)\")")
    }
  }
}
