/// A point in simulated time, in seconds since the start of the run.
///
/// `Double` keeps closed forms exact to rounding, and its bit pattern orders non-negative instants
/// just as their values do, which the event calendar uses.
@frozen
public struct Instant: Hashable, Comparable, Sendable {
  /// Seconds since the start of the run.
  public var secondsSinceStart: Double

  /// The instant `seconds` after the start of the run.
  @inlinable public init(_ seconds: Double) { secondsSinceStart = seconds }

  /// The start of the run.
  @inlinable public static var start: Instant { Instant(0) }
  /// Later than every event: what never happens is due then.
  @inlinable public static var never: Instant { Instant(.infinity) }

  /// Whether `a` is earlier than `b`.
  @inlinable public static func < (a: Instant, b: Instant) -> Bool {
    a.secondsSinceStart < b.secondsSinceStart
  }
  /// The instant that is `b` later than `a`.
  @inlinable public static func + (a: Instant, b: Seconds) -> Instant {
    Instant(a.secondsSinceStart + b.value)
  }
  /// The instant that is `b` earlier than `a`.
  @inlinable public static func - (a: Instant, b: Seconds) -> Instant {
    Instant(a.secondsSinceStart - b.value)
  }
  /// The time from `b` to `a`.
  @inlinable public static func - (a: Instant, b: Instant) -> Seconds {
    Seconds(a.secondsSinceStart - b.secondsSinceStart)
  }
}

/// A length of time, in seconds.
@frozen
public struct Seconds: Quantity {
  /// The length in seconds.
  public var value: Double

  /// A length of `value` seconds.
  @inlinable public init(_ value: Double) { self.value = value }

  /// A length of `value` milliseconds.
  @inlinable public static func milliseconds(_ value: Double) -> Seconds { Seconds(value / 1e3) }
  /// A length of `value` microseconds.
  @inlinable public static func microseconds(_ value: Double) -> Seconds { Seconds(value / 1e6) }
  /// A length of `value` hours.
  @inlinable public static func hours(_ value: Double) -> Seconds { Seconds(value * 3600) }

  /// How durations are written: `"300 ms"`, `"2 h"`.
  public static let text = UnitTable(
    noun: "a duration", examples: ["300 ms", "2 h"],
    units: [
      .init("d", 86400), .init("h", 3600), .init("min", 60), .init("s", 1),
      .init("ms", 1, per: 1e3), .init("us", 1, per: 1e6), .init("ns", 1, per: 1e9),
    ])
}

/// A time that grows with an amount of data: how long each byte may take.
public struct SecondsPerByte: Quantity {
  /// Seconds for each byte.
  public var value: Double

  /// `value` seconds for each byte.
  @inlinable public init(_ value: Double) { self.value = value }

  /// How such times are written: `"800 s/GiB"`.
  public static let text = UnitTable(
    noun: "a time per amount of data", examples: ["800 s/GiB"],
    units: [
      .init("s/GiB", 1, per: 0x1p30), .init("min/GiB", 60, per: 0x1p30),
      .init("s/GB", 1, per: 1e9), .init("s/MiB", 1, per: 0x1p20), .init("s/B", 1),
    ])
}
