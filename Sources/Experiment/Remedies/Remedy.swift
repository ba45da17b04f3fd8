/// A single change that may make a migration end.
struct Remedy: Sendable {
  /// The changed migration and the change in words; `nil` where there is nothing to change.
  let change: @Sendable (Trial) -> (trial: Trial, text: String)?

  /// All that are tried, the smaller ones first.
  static let all: [Remedy] = [
    laterEnd, [withoutCap], moreStreams, longerDowntime, [throttling], moreBandwidth,
    [postCopy, cold],
  ].flatMap { $0 }

  /// What is tried where a link between the hosts is down: nothing else is in the way, and what would have
  /// been done before it was lost is no advice.
  static let allOfLostLink: [Remedy] = [laterEnd, linkBack].flatMap { $0 }

  /// A change of how the VM is moved.
  static func strategy(
    _ change: @escaping @Sendable (StrategySpec) -> (spec: StrategySpec, text: String)?
  ) -> Remedy {
    Remedy { trial in
      trial.strategy.flatMap(change).map { (trial.moving(by: $0.spec), $0.text) }
    }
  }
}
