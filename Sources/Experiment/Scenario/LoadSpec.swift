import Datacenter
import Quantities
import StrictJSON

/// What uses links beside migrations.
struct LoadSpec: ReadableObject, Sendable {
  static let schemaName = "Load"
  static let schemaText =
    "Traffic that competes with migrations on links. A rate is taken off the bandwidth first, and migrations share the rest; flows share it with them."

  let link: Located<String>
  let direction: Direction
  let rate: RandomQuantity<BytesPerSecond>?
  let steps: [BackgroundLoad.Step]
  let period: Seconds?
  let flows: Int

  /// The directions of a link that are loaded.
  enum Direction: String, CaseIterable, Sendable {
    case both, forward, backward
  }

  init(reading o: inout ObjectReader) {
    link = o.required(
      "link", .located(.name), "The link's name, or a pattern that means several.")
    direction = o.optional(
      "direction", .word("a direction"), default: .both,
      "forward is from the first to the second node of the link.")
    let rate: RandomQuantity<BytesPerSecond>? = o.optional(
      "rate", .random(.load),
      "A rate that stays; a distribution is drawn once for each replication and link.")
    self.rate = rate
    let profile: [BackgroundLoad.Step]? = o.optional(
      "profile",
      .array(
        of: .object("A rate, from some time on.") { o in
          BackgroundLoad.Step(
            at: o.required("at", .quantity(.duration), "When the rate begins."),
            rate: o.required("rate", .quantity(.load), "The rate from then on."))
        }, atLeast: 1), "The rate over time: each holds until the next.")
    let trace: (every: Seconds, rates: [BytesPerSecond])? = o.optional(
      "trace",
      .object("Rates that were measured at equal distances of time.") { o in
        (
          o.required("every", .quantity(.step), "The time between two measurements."),
          o.required("rates", .array(of: .quantity(.load), atLeast: 1), "The rates, in order.")
        )
      }, "Rates that were measured at equal distances of time.")
    let period: Seconds? = o.optional(
      "period", .quantity(.step), "After this time the profile or trace begins again.")
    let steps =
      profile
      ?? trace.map { trace in
        trace.rates.enumerated().map { .init(at: trace.every * Double($0), rate: $1) }
      } ?? []
    self.steps = steps
    self.period = period
    let flows = o.optional(
      "flows", .count(0...10_000), default: 0,
      "Competing transfers that never end, in each direction.")
    self.flows = flows
    o.check(
      "profile", holds: zip(steps, steps.dropFirst()).allSatisfy { $0.at < $1.at },
      "the times of the profile do not rise",
      "order the steps by \"at\", each with a time of its own")
    o.check(
      "period", restsOn: ["profile", "trace"],
      holds: period.map { $0 > (steps.last?.at ?? .zero) } ?? true,
      "the period ends before its last rate begins", "write a longer period")
    o.check(
      "rate", "profile", "trace", "flows",
      holds: [rate != nil, profile != nil, trace != nil].count { $0 } <= 1
        && (rate != nil || !steps.isEmpty || flows > 0),
      "a load is one of a rate, a profile or a trace, or flows",
      "write for example \"rate\": \"2 Gbit/s\"")
  }
}
