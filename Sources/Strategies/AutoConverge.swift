public import Quantities

/// QEMU's auto-converge: the guest is slowed down step by step while it dirties too much.
///
/// Judged at a bitmap read, at most once a second: a period is hot if it dirtied more than `trigger`
/// of what it sent. Two hot periods act (three from 2.5 to 4.2, six before), and a calm one between does not
/// reset the count (migration/ram.c, `dirty_rate_high_cnt`). Acting sets 20 %, then 10 more each time, up to
/// 99 %; the guest runs 10 ms and sleeps 10 ms x p / (1 - p), which is a run share of 1 - p.
public struct AutoConverge: Hashable, Sendable {
  /// `throttle-trigger-threshold`: dirtied bytes as a share of sent bytes.
  public var trigger: Double
  /// `cpu-throttle-initial`, in per cent.
  public var initial: Int
  /// `cpu-throttle-increment`, in per cent.
  public var increment: Int
  /// `max-cpu-throttle`, in per cent.
  public var maximum: Int
  /// `cpu-throttle-tailslow`: steps only as large as the trigger asks for.
  public var isTailslow: Bool
  /// How often a bitmap read is forced while the guest is throttled; `nil` for never (before QEMU 9.2).
  public var forcedReads: Seconds?
  /// How many hot periods act.
  public var hotPeriods: Int
  /// The one throttle of releases that have no steps, in per cent; `nil` of others. Where other steps than
  /// the usual ones are asked for, those are taken.
  public var onlyStep: Int?
  /// What share of a throttle the guest's writes feel: 1 where the processor bounds them, less where
  /// something else does, which goes on while vCPUs sleep.
  public var response: Double

  public init(
    trigger: Double = 0.5, initial: Int = 20, increment: Int = 10, maximum: Int = 99,
    isTailslow: Bool = false, forcedReads: Seconds? = nil, hotPeriods: Int = 2,
    onlyStep: Int? = nil, response: Double = 1
  ) {
    self.trigger = trigger
    self.initial = initial
    self.increment = increment
    self.maximum = maximum
    self.isTailslow = isTailslow
    self.forcedReads = forcedReads
    self.hotPeriods = hotPeriods
    self.onlyStep = onlyStep
    self.response = response
  }

  /// How long a vCPU sleeps for each 10 ms that it runs: 10 ms x p / (1 - p).
  public static func sleep(atPercent percent: Int) -> Seconds {
    .milliseconds(10 * Double(percent) / Double(100 - percent))
  }

  /// The step after `percent`, when a period dirtied and sent so much.
  func step(after percent: Int, dirtied: Bytes, sent: Bytes) -> Int {
    let usual = AutoConverge()
    if let onlyStep, initial == usual.initial, increment == usual.increment,
      maximum == usual.maximum
    {
      return onlyStep
    }
    guard percent > 0 else { return initial }
    guard isTailslow else { return min(percent + increment, maximum) }
    let running = 100 - percent
    let ideal = Int(Double(running) * (sent * trigger / dirtied))
    return min(percent + min(running - ideal, increment), maximum)
  }
}

/// QEMU's dirty-limit (since 8.1): vCPUs that write are made to sleep whenever their dirty ring is
/// full, until each dirties no more than a quota (softmmu/dirtylimit.c).
///
/// With a sleep of x times the time that the ring takes to fill, the run share is 1 / (1 + x). While
/// the rate c is off the quota q by more than the tolerance, x changes by |c - q| / min(c, q) if it is
/// off by more than half, and by a tenth otherwise; 0 <= x <= 99.
public struct DirtyLimit: Hashable, Sendable {
  /// `vcpu-dirty-limit`.
  public var quota: BytesPerSecond
  /// A rate this near the quota is left alone.
  public var tolerance: BytesPerSecond
  /// vCPUs that write.
  public var vCPUs: Int
  /// Dirtied bytes as a share of sent bytes, as for auto-converge.
  public var trigger: Double

  public init(
    quota: BytesPerSecond = BytesPerSecond(1e6),
    tolerance: BytesPerSecond = BytesPerSecond(25e6), vCPUs: Int = 1, trigger: Double = 0.5
  ) {
    self.quota = quota
    self.tolerance = tolerance
    self.vCPUs = vCPUs
    self.trigger = trigger
  }

  /// The sleep after a period with this dirty rate of the whole guest.
  func sleep(after x: Double, rate: BytesPerSecond) -> Double {
    let c = rate / Double(vCPUs)
    guard abs(c.value - quota.value) > tolerance.value else { return x }
    let (low, high) = (min(c, quota), max(c, quota))
    let change = (high - low) / high > 0.5 ? (high - low) / low : 0.1
    return min(max(c > quota ? x + change : x - change, 0), 99)
  }
}
