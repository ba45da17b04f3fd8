import Quantities

/// A link that comes back.
extension Remedy {
  /// An outage of a minute, or of a second.
  static let linkBack = [60.0, 1].map { time in
    Remedy { trial in
      trial.withLinks(downFor: Seconds(time)).map { changed in
        let before = changed.before.map { "for \($0)" } ?? "for good"
        return (changed.trial, "a link down for \(Seconds(time)) instead of \(before)")
      }
    }
  }
}
