import Quantities

extension Xen2005 {
  static var descriptor: PreCopyDescriptor {
    let usual = Self()
    return PreCopyDescriptor(
      usual,
      summary:
        "Clark et al. 2005: as xen-classic, at a rate that follows the guest's from \(usual.pace.minimum) to \(usual.pace.maximum) Mbit/s",
      source: "Clark et al., NSDI 2005, section 5.2; Xen of 2004 and 2005, xc_linux_save.c",
      costs: XenStream.costs,
      parameters: rates + ClassicLimits.parameters.map { $0.of(\.limits) } + [
        .peek(\.peek), .scan(\.scan),
        Parameter(
          "tokenBurst", \.pace.bucket.burst, .data(.positive),
          "The bytes that each time slot adds to the budget."),
        Parameter(
          "bitsPerMegabit", \.pace.bucket.bitsPerMegabit, .number(.within(1...10_000_000)),
          "The number of bits that the engine counts as a megabit when it paces itself. The default makes its rates 4.86 % higher than they say."
        ),
      ], rules: wholeMegabits + [order])
  }

  private static var rates: [Parameter<Self>] {
    [
      Parameter(
        "minimumRate", \.pace.minimum, .megabits(.positive), "The first and lowest rate."),
      Parameter(
        "maximumRate", \.pace.maximum, .megabits(.positive), "The highest rate of a live round."),
      Parameter(
        "rateIncrement", \.pace.increment, .megabits(.within(0...1e15)),
        "The next round is sent this much faster than the guest dirtied memory in the last one."),
      Parameter(
        "rateRule", \.pace.rule, .choice("a rate rule"),
        "How the rate follows the measured dirty rate. follows: up and down, as published. ratchets: only up, as in the code."
      ),
      Parameter(
        "finalRate", \.pace.final, .rate(),
        "The rate of the last round on the wire; without it, the maximum rate."),
      Parameter(
        "growthRule", \.growth, .choice("a growth rule"),
        "When a round that sent more than the one before ends the live rounds."),
    ]
  }

  private static var wholeMegabits: [Rule<Self>] {
    ["minimumRate", "maximumRate", "rateIncrement"].map { key in
      Rule(key) { _, given in
        guard case .rate(let rate)? = given[key] else { return nil }
        return Complaint(
          unless: rate.value.truncatingRemainder(dividingBy: BytesPerSecond.megabit) == 0,
          "the engine counts whole megabits per second", "write for example \"100 Mbit/s\"")
      }
    }
  }

  private static var order: Rule<Self> {
    Rule("minimumRate", "maximumRate") { engine, _ in
      Complaint(
        unless: engine.pace.minimum <= engine.pace.maximum,
        "the lowest rate is above the highest",
        "write a \"minimumRate\" of \(engine.pace.maximum) Mbit/s or less")
    }
  }
}

extension BytesPerSecond {
  /// A megabit per second, in bytes per second.
  fileprivate static let megabit = 125_000.0
}

extension Domain where Value == Int {
  /// A rate that is kept in whole megabits per second.
  fileprivate static func megabits(_ bounds: Bounds) -> Domain {
    let rates = Domain<BytesPerSecond>.rate(bounds)
    return Domain(
      kind: rates.kind,
      read: { rates.read($0).map { Int(min($0.value / BytesPerSecond.megabit, 1e9).rounded()) } },
      write: { rates.write(BytesPerSecond(Double($0) * BytesPerSecond.megabit)) })
  }
}
