public import Quantities

/// What became of a guest's time: the work it did, and the work it lost to each cause, in seconds at
/// its full speed. The sum closes: work + lost = time.
public struct GuestBooks: Hashable, Sendable {
  /// The time that passed while the guest was to run.
  public var time = Seconds.zero
  /// Work done.
  public var work = Seconds.zero
  /// Lost because no CPU of it ran anywhere.
  public var paused = Seconds.zero
  /// Lost waiting for pages that were missing (post-copy).
  public var waiting = Seconds.zero
  /// Lost because the engine slowed it down.
  public var throttled = Seconds.zero
  /// Lost to whatever else wanted its host's cores.
  public var contended = Seconds.zero
  /// Lost in first writes to pages whose writes are logged.
  public var logging = Seconds.zero
  /// How long it ran, but not at full speed.
  public var reduced = Seconds.zero

  public init() {}

  /// A stretch of time in which a guest runs all the same.
  ///
  /// What it does not wait for is shared out: the engine's throttle takes its part, the host's cores
  /// theirs of the rest, and what is left is work, until first writes are taken off.
  init(_ time: Seconds, at pace: GuestPace, waiting: Seconds) {
    self.time = time
    guard pace.isRunning else {
      paused = time
      return
    }
    self.waiting = waiting
    let free = time - waiting
    throttled = free * (1 - pace.throttle)
    contended = free * pace.throttle * (1 - pace.contention)
    work = free * pace.share
    if lost > .zero { reduced = time }
  }

  /// Work lost, all together.
  public var lost: Seconds { paused + waiting + throttled + contended + logging }
  /// The share of full speed.
  public var speed: Double { time > .zero ? work / time : 1 }

  /// First writes take their part of the work.
  mutating func take(_ lost: Seconds) {
    logging = lost
    work = work - lost
    if lost > .zero { reduced = time }
  }

  static func += (a: inout GuestBooks, b: GuestBooks) {
    a.time += b.time
    a.work += b.work
    a.paused += b.paused
    a.waiting += b.waiting
    a.throttled += b.throttled
    a.contended += b.contended
    a.logging += b.logging
    a.reduced += b.reduced
  }

  /// Enters a part of what another book says.
  mutating func add(_ other: GuestBooks, times share: Double) {
    time += other.time * share
    work += other.work * share
    paused += other.paused * share
    waiting += other.waiting * share
    throttled += other.throttled * share
    contended += other.contended * share
    logging += other.logging * share
    reduced += other.reduced * share
  }

  /// Whether work and loss make up the time, but for rounding.
  var areClosed: Bool {
    abs((time - work - lost).value) <= 1e-9 * max(1, time.value)
  }
}

/// How fast a guest runs, beside what its own memory holds up.
struct GuestPace {
  /// Whether any copy of it executes.
  var isRunning: Bool
  /// The share that the engine leaves it.
  var throttle: Double
  /// The share of the cores it wants that its host has for it.
  var contention: Double

  /// The share of its full speed.
  var share: Double { isRunning ? throttle * contention : 0 }
}
