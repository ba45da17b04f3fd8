import Datacenter
import Quantities
import Randomness
import StrictJSON

/// How a guest's write rates vary over time, as a scenario says it.
enum ActivitySpec: Sendable {
  /// Phases from a list or a trace, and what follows the last.
  case phases([Phase], then: Activity.Ending)
  case daily(swing: Double, peak: Seconds, period: Seconds)
  case onOff(busy: Seconds, calm: Seconds, calmShare: Double)

  /// A time of steady activity.
  struct Phase: Equatable, Sendable {
    let length: Seconds
    let level: Level
  }

  /// How hard the guest works in a phase.
  enum Level: Equatable, Sendable {
    /// As a share of the rates that the scenario gives.
    case share(Double)
    /// By its page writes over the whole VM; the classes keep their proportions.
    case rate(PagesPerSecond)
  }

  static var shape: Shape<ActivitySpec> {
    .choice(
      "an activity",
      [
        Variant(
          "phases", "Phases one after the other, from the start of the run.",
          .object("Phases one after the other.") { o in
            .phases(
              o.required("list", .array(of: phase, atLeast: 1), "The phases."), then: then(&o))
          }),
        Variant(
          "trace", "Measured rates over time.",
          .object("Measured rates over time.") { o in
            .phases(
              o.required(
                "file", ActivityTrace.shape,
                "A CSV file in the scenario's folder with the columns time_s, from 0, and rate_writes_per_s or share."
              ), then: then(&o))
          }),
        Variant(
          "daily", "Activity that rises and falls once a day.",
          .object("Up and down once a day: 1 + swing cos(2π(t - peak)/period).") { o in
            .daily(
              swing: o.required(
                "swing", .number(.within(0...1)),
                "How far activity goes above and below its mean, as a share."),
              peak: o.required(
                "peak", .quantity(.nonNegative), "When activity is highest, after the start."),
              period: o.optional(
                "period", .quantity(.step), default: .hours(24), "How long a day is."))
          }),
        Variant(
          "onOff", "Busy and calm times by turns, each of exponential length.",
          .object("Busy and calm times by turns, each of exponential length.") { o in
            .onOff(
              busy: o.required(
                "busy", .quantity(.step), "How long a busy time lasts on average, 1 ms or more."),
              calm: o.required(
                "calm", .quantity(.step), "How long a calm time lasts on average, 1 ms or more."),
              calmShare: o.optional(
                "calmShare", .number(.within(0...1)), default: 0,
                "The share of the rates that remains in calm times."))
          }),
      ])
  }

  private static func then(_ o: inout ObjectReader) -> Activity.Ending {
    o.required(
      "then", .word("what follows"),
      "What follows the last phase: all phases again (repeat), the last phase for ever (hold), or no writes (stop)."
    )
  }

  private static var phase: Shape<Phase> {
    .object("A time of steady activity.") { o in
      let length: Seconds = o.required("for", .quantity(.positive), "How long the phase lasts.")
      let share: Double? = o.optional(
        "share", .number(.nonNegative), "Activity as a share of the given rates.")
      let rate: PagesPerSecond? = o.optional(
        "rate", .quantity(.writeRate).ofWrites, "Activity as page writes over the whole VM.")
      o.check(
        "share", "rate", holds: (share == nil) != (rate == nil),
        "a phase has either a share or a rate", "write for example \"share\": 0.5")
      return Phase(length: length, level: rate.map(Level.rate) ?? .share(share ?? 1))
    }
  }

  /// Whether the scenario's own rates are needed to say how much is written.
  var needsRates: Bool {
    guard case .phases(let phases, _) = self else { return false }
    return phases.contains { if case .rate(let rate) = $0.level { rate > .zero } else { false } }
  }

  /// The activity of a VM whose classes are written at `rate` in all.
  ///
  /// - Parameter name: names what is random about it; the VM's own, which no strategy touches.
  func activity(of rate: PagesPerSecond, named name: RandomName) -> Activity {
    switch self {
    case .daily(let swing, let peak, let period):
      .daily(swing: swing, peak: peak, period: period)
    case .onOff(let busy, let calm, let share):
      .onOff(OnOffPath(busy: busy, calm: calm, calmFactor: share, named: name))
    case .phases(let phases, let ending):
      .phases(
        phases.map { phase in
          switch phase.level {
          case .share(let share): (phase.length, share)
          case .rate(let own): (phase.length, rate > .zero ? own / rate : 0)
          }
        }, then: ending)
    }
  }
}
