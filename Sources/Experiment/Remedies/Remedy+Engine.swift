import Quantities
import Strategies

/// What can be set on the engine: its cap, its streams, its downtime limit and its throttle.
extension Remedy {
  /// The engine's own caps, whatever it calls them.
  private static let caps = ["maximumBandwidth", "speed", "liveRateCap", "rateCap"]
  /// How long what is left may take, by the names that engines have for it.
  private static let limits = ["downtimeLimit", "downtimeGoal"]

  /// No cap.
  static let withoutCap = strategy { spec in
    var changed = spec
    var lifted: [BytesPerSecond] = []
    for key in caps {
      guard case .rate(let cap)? = spec.setting(key), cap.isFinite,
        let next = changed.setting(key, to: .rate(.unlimited))
      else { continue }
      changed = next
      lifted.append(cap)
    }
    return lifted.min().map { (changed, "no cap instead of \($0)") }
  }

  /// Two, four and eight times the streams.
  static let moreStreams = [2, 4, 8].map { factor in
    strategy { spec in
      var settings: Settings = [:]
      if case .group(let given)? = spec.setting("multifd") { settings = given }
      let now = if case .count(let count)? = settings["channels"] { count } else { 1 }
      settings["channels"] = .count(now * factor)
      return spec.setting("multifd", to: .group(settings)).map {
        ($0, "\(now * factor) multifd channels instead of \(now)")
      }
    }
  }

  /// Up to 32 times the downtime limit.
  static let longerDowntime = [2.0, 4, 8, 16, 32].map { factor in
    strategy { spec in
      for key in limits {
        guard case .time(let limit)? = spec.setting(key), limit > .zero,
          let changed = spec.setting(key, to: .time(limit * factor))
        else { continue }
        return (changed, "a downtime limit of \(limit * factor) instead of \(limit)")
      }
      return nil
    }
  }

  /// A guest that is slowed down step by step.
  static let throttling = strategy { spec in
    guard spec.setting("autoConverge") == nil else { return nil }
    return spec.setting("autoConverge", to: .group([:])).map { ($0, "auto-converge") }
  }
}
