public import Datacenter
public import Quantities

/// What a manager does during a migration, as data: a preset is a value of this, not a type.
public struct ManagerRules: Equatable, Sendable {
  /// How often it looks; `nil` for exactly when it has something to do.
  public var interval: Seconds?
  /// How often it looks once what remains is less than what was sent between two looks on average
  /// (Proxmox); `nil` for never more often.
  public var quickInterval: Seconds?
  /// How much later than it means to it looks, each time.
  public var lateness = RandomQuantity<Seconds>.constant(.zero)
  /// How it counts the data of a migration, for times that grow with it.
  public var counting = DataCount.gibibytes

  /// The downtime limit with which it has migrations begin; `nil` for the strategy's own.
  public var downtimeLimit: Seconds?
  /// The cap with which it has them begin; `nil` for the strategy's own.
  public var rateCap: RateCap?
  /// Has the guest slowed down while it dirties too much, in steps of so many per cent; `nil` for what
  /// the strategy does by itself.
  public var throttleStep: Int?

  /// A downtime limit that rises with time.
  public var ramp: Ramp?
  /// What it does at a time, or after so many passes.
  public var steps: [Step] = []
  /// A downtime limit that doubles while the migration does not get on.
  public var doubling: Doubling?
  /// What it does when the whole has taken too long.
  public var timeOut: TimeOut?
  /// It cancels when what remains has not become less from one look to the next for so long.
  public var progressTimeOut: Seconds?
  /// It no longer waits after so long; the migration goes on.
  public var patience: Seconds?
  /// A migration that has failed is tried again.
  public var retries: RetryRule?
  /// A VM whose migration has failed is switched off where it is, after so long.
  public var stopsFailed: Seconds?

  public init() {}

  /// A manager that only cancels what takes longer than a time.
  public static func cancelling(after time: Seconds) -> ManagerRules {
    var rules = ManagerRules()
    rules.timeOut = TimeOut(.fixed(time), .cancel)
    return rules
  }

  /// All that it may say to a migration at a time or after passes.
  private var measures: [Measure] { [timeOut?.measure].compactMap(\.self) + steps.map(\.measure) }
  /// Whether it may have a migration go over to post-copy that cannot do without.
  public var needsPostCopy: Bool { measures.contains(.startPostCopy) }
  /// Whether it may have a migration go over to post-copy that can.
  public var mayStartPostCopy: Bool { needsPostCopy || measures.contains(.forceComplete) }
}

/// A cap for a migration's transfer.
public enum RateCap: Hashable, Sendable {
  case rate(BytesPerSecond)
  /// The slower end's link, divided by so many (oVirt: by the migrations that a host may have).
  case shareOfLink(Int)

  func rate(for move: ManagedMove) -> BytesPerSecond {
    switch self {
    case .rate(let rate): rate
    case .shareOfLink(let count): move.link / Double(count)
    }
  }
}

/// A downtime limit that rises from a part of a limit to all of it, as nova's:
///
///     base = limit / steps;  offset = (limit - base) / steps
///     step i in 0...steps at i * every: floor(base + i * offset) ms
public struct Ramp: Hashable, Sendable {
  public var limit: Seconds
  public var steps: Int
  public var every: TimeLimit

  public init(to limit: Seconds, steps: Int, every: TimeLimit) {
    self.limit = limit
    self.steps = steps
    self.every = every
  }

  /// The limits, the first from the start on.
  public var limits: [Seconds] {
    let whole = limit.value * 1000
    let base = whole / Double(steps)
    let offset = (whole - base) / Double(steps)
    // What is whole but for rounding stays whole.
    return (0...steps).map {
      .milliseconds((base + Double($0) * offset + 1e-6).rounded(.down))
    }
  }
}

/// A downtime limit that doubles after so many looks at which more remained than at the look before, or
/// nothing (Proxmox). The count is kept until it acts.
public struct Doubling: Hashable, Sendable {
  public var regressions: Int
  /// The limit does not rise above this.
  public var most: Seconds

  public init(after regressions: Int, upTo most: Seconds) {
    self.regressions = regressions
    self.most = most
  }
}

/// What a manager does when a migration has taken too long, unless it is in post-copy.
public struct TimeOut: Hashable, Sendable {
  public var limit: TimeLimit
  public var measure: Measure
  /// After a measure that does not end the migration: it is cancelled when it has taken so many times the
  /// limit (KubeVirt: 2); `nil` for never.
  public var cancelsAt: Double?

  public init(_ limit: TimeLimit, _ measure: Measure, cancelsAt: Double? = nil) {
    self.limit = limit
    self.measure = measure
    self.cancelsAt = cancelsAt
  }
}

/// Further attempts: the first after some time, which grows by a factor each time.
public struct RetryRule: Hashable, Sendable {
  public var after: Seconds
  public var factor: Double
  public var most: Int
  /// The downtime limit with which they begin; `nil` for that of the first.
  public var downtimeLimit: Seconds?

  public init(after: Seconds, factor: Double = 1, most: Int, downtimeLimit: Seconds? = nil) {
    self.after = after
    self.factor = factor
    self.most = most
    self.downtimeLimit = downtimeLimit
  }

  /// How long the attempt after so many failures waits; `nil` if there is none.
  func wait(after failures: Int) -> Seconds? {
    guard failures <= most else { return nil }
    return (1..<max(1, failures)).reduce(after) { time, _ in time * factor }
  }
}
