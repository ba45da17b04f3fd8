public import Quantities
public import Seam

/// Xen's live migration as it was published, with its adaptive rate, as `xen-2005`
/// (Clark et al., NSDI 2005, section 5.2; xc_linux_save.c of 2004 and 2005).
///
///     rate(1) = minimum,  rate(n + 1) = max(minimum, dirtied in round n / its duration + increment)
///
/// Sending starts gently, for the guest's network is shared, and speeds up as the rounds grow
/// shorter. When the rate passes its maximum, or little is left, the last round follows at the
/// final rate. The arithmetic is the code's: whole megabits and whole milliseconds.
public struct Xen2005: PreCopyEngine {
  /// How the engine paces itself. All rates in whole megabits per second.
  public struct Pace: Equatable, Sendable {
    /// The first round's rate, and the lowest.
    public var minimum: Int
    /// The highest rate of a live round.
    public var maximum: Int
    /// How much faster than the guest dirties memory the next round is sent.
    public var increment: Int
    /// What a megabit comes to on the wire.
    public var bucket: TokenBucket
    /// How the rate follows what was measured.
    public var rule: Rule
    /// The last round's rate on the wire; `nil` for the maximum.
    public var final: BytesPerSecond?

    /// The published numbers: 100 to 500 Mbit/s in steps of the measured rate + 50.
    public init(
      minimum: Int = 100, maximum: Int = 500, increment: Int = 50,
      bucket: TokenBucket = TokenBucket(), rule: Rule = .follows, final: BytesPerSecond? = nil
    ) {
      self.minimum = minimum
      self.maximum = maximum
      self.increment = increment
      self.bucket = bucket
      self.rule = rule
      self.final = final
    }

    /// How the rate follows what was measured.
    public enum Rule: String, Hashable, Sendable, CaseIterable {
      /// Up and down, and above the maximum the live part ends (the paper).
      case follows
      /// Up only, when the guest dirties faster than the rate, and never above the maximum (the code).
      case ratchets
    }
  }

  /// When a round that sent more than the one before is the last.
  public enum Growth: String, Hashable, Sendable, CaseIterable {
    /// Never.
    case never
    /// When the rate has reached its maximum (the code since April 2005).
    case atMaximumRate = "at-maximum-rate"
    /// At any rate.
    case always
  }

  /// How the engine paces itself.
  public var pace: Pace
  /// When the loop ends.
  public var limits: ClassicLimits
  /// Whether growing rounds end it.
  public var growth: Growth
  /// How many pages lie between two peeks; `nil` for an engine that does not look.
  public var peek: Pages?
  /// The order in which pages are visited.
  public var scan: Order.Scan
  private var rounds = ClassicRounds(memory: .zero)
  /// The rate of the round under way, in megabits per second.
  public private(set) var rate: Int
  private var roundTime = Seconds.zero

  public init(
    pace: Pace = Pace(), limits: ClassicLimits = ClassicLimits(minimumResidue: Pages(64)),
    growth: Growth = .atMaximumRate, peek: Pages? = Pages(1024), scan: Order.Scan = .bitRotated
  ) {
    self.pace = pace
    self.limits = limits
    self.growth = growth
    self.peek = peek
    self.scan = scan
    rate = pace.minimum
  }

  public var name: String { "xen-2005" }

  public mutating func begin(_ report: Report) -> PreCopyStep {
    rounds = ClassicRounds(memory: report.memory)
    rate = pace.minimum
    return send(.all)
  }

  public func lastOrder(deviceState: Bytes) -> Order {
    Order(
      .pending, scan: scan, rateCap: pace.final ?? pace.bucket.rate(at: pace.maximum),
      wire: XenClassicStream.wire, state: XenClassicStream.end + deviceState)
  }

  public mutating func afterSending(_ report: Report) -> PreCopyStep {
    roundTime = report.elapsed
    let mayNotGrow =
      switch growth {
      case .never: false
      case .atMaximumRate: rate == pace.maximum
      case .always: true
      }
    if let reason = rounds.finish(report, within: limits, stopsWhenGrowing: mayNotGrow) {
      return .stopAndCopy(because: reason)
    }
    return .readBitmap
  }

  public mutating func afterReading(_ report: Report) -> PreCopyStep {
    if report.remaining < limits.minimumResidue { return .stopAndCopy(because: .fewDirtyPages) }
    let dirtied = Self.megabitsPerSecond(report.dirtied, in: roundTime + report.elapsed)
    switch pace.rule {
    case .follows:
      rate = max(pace.minimum, dirtied + pace.increment)
      if rate > pace.maximum { return .stopAndCopy(because: .rateCeiling) }
    case .ratchets:
      if dirtied > rate { rate = min(dirtied + pace.increment, pace.maximum) }
    }
    return send(.pending)
  }

  /// The code's integer arithmetic: pages x 4096 / (milliseconds x 125).
  static func megabitsPerSecond(_ pages: Pages, in time: Seconds) -> Int {
    let milliseconds = max(1, Int((time.value * 1000).rounded(.down)))
    return pages.count * 4096 / (milliseconds * 125)
  }

  private func send(_ selection: Order.Selection) -> PreCopyStep {
    .send(
      Order(
        selection, scan: scan, rateCap: pace.bucket.rate(at: rate),
        pacing: peek.map { .batches(peek: $0) } ?? .continuous, wire: XenClassicStream.wire),
      round: rounds.round)
  }
}
