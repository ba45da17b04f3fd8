public import Quantities

/// How Xen's first engine kept to its rate: once in a slot a burst is added to a budget, and a write
/// that exceeds the budget sleeps until it is enough.
///
///     slot(r) = burst x 8 / (r x bitsPerMegabit),  rate(r) = burst / slot(r)
public struct TokenBucket: Equatable, Sendable {
  /// What each slot adds.
  public var burst: Bytes
  /// What the bucket takes a megabit for. The code's slot of 781250 / r µs makes it 2^20 bits, while
  /// the dirty rate it compares with is counted in 10^6: its rates are 4.86 % higher than they say.
  public var bitsPerMegabit: Double

  /// The code's own numbers: 100 KiB, and megabits of 2^20 bits.
  public init(burst: Bytes = .kibibytes(100), bitsPerMegabit: Double = 0x1p20) {
    self.burst = burst
    self.bitsPerMegabit = bitsPerMegabit
  }

  /// The time between two bursts at a rate in megabits per second.
  public func slot(at megabits: Int) -> Seconds {
    Seconds(burst.value * 8 / (Double(megabits) * bitsPerMegabit))
  }

  /// What a rate in megabits per second comes to on the wire.
  public func rate(at megabits: Int) -> BytesPerSecond { burst / slot(at: megabits) }
}
