import Datacenter
import Quantities
import StrictJSON

/// What uses links beside migrations.
struct LoadSpec: ReadableObject, Sendable {
  static let schemaName = "Load"
  static let schemaText =
    "Traffic that competes with migrations on links. Traffic with a rate is served first, and migrations share the rest. Traffic of \"flows\" shares the rest with migrations."

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
      "link", .locatedName, "The link's name, or a pattern that means several.")
    direction = o.optional(
      "direction", .word("a direction"), default: .both,
      "forward is from the first to the second node of the link.")
    let rate: RandomQuantity<BytesPerSecond>? = o.optional(
      "rate", .random(.load),
      "A constant rate. A distribution is sampled once for each replication and link.")
    self.rate = rate
    let profile: [BackgroundLoad.Step]? = o.optional(
      "profile",
      .array(
        of: .object("A rate, from some time on.") { o in
          BackgroundLoad.Step(
            at: o.required("at", .quantity(.duration), "When the rate begins."),
            rate: o.required("rate", .quantity(.load), "The rate from then on."))
        }, atLeast: 1), "The rate over time. Each rate holds until the next begins.")
    let trace: (every: Seconds, rates: [BytesPerSecond])? = o.optional(
      "trace",
      .object("Rates that were measured at equal intervals.") { o in
        (
          o.required("every", .quantity(.step), "The time between two measurements."),
          o.required("rates", .array(of: .quantity(.load), atLeast: 1), "The rates, in order.")
        )
      }, "Rates that were measured at equal intervals.")
    let period: Seconds? = o.optional(
      "period", .quantity(.step), "The profile or trace begins again after this time.")
    let steps =
      profile
      ?? trace.map { trace in
        trace.rates.enumerated().map { .init(at: trace.every * Double($0), rate: $1) }
      } ?? []
    self.steps = steps
    self.period = period
    let flows = o.optional(
      "flows", .count(0...10_000), default: 0,
      "The number of competing transfers in each direction, which never end.")
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
      "a load needs one of a rate, a profile and a trace, or flows",
      "write for example \"rate\": \"2 Gbit/s\"")
  }
}
