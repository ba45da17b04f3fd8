/// An amount of data, in bytes.
///
/// Sizes are whole numbers (exact up to 2^53 bytes, 8 PiB); what a fluid transfer has moved so far
/// need not be.
@frozen
public struct Bytes: Quantity, Codable {
  /// The amount in bytes.
  public var value: Double

  /// An amount of `value` bytes.
  @inlinable public init(_ value: Double) { self.value = value }

  /// `value` times 2^10 bytes.
  @inlinable public static func kibibytes(_ value: Double) -> Bytes { Bytes(value * 1024) }
  /// `value` times 2^20 bytes.
  @inlinable public static func mebibytes(_ value: Double) -> Bytes { Bytes(value * 1_048_576) }
  /// `value` times 2^30 bytes.
  @inlinable public static func gibibytes(_ value: Double) -> Bytes { Bytes(value * 1_073_741_824) }

  /// The number of 4 KiB pages that hold this much data; a started page counts.
  @inlinable public var pages: Pages { Pages(Int((value / Pages.size.value).rounded(.up))) }

  /// How amounts of data are written: `"4 GiB"`, `"512 MB"`.
  public static let text = UnitTable(
    noun: "an amount of data", examples: ["4 GiB", "512 MiB"],
    units: [
      .init("PiB", 0x1p50), .init("TiB", 0x1p40), .init("GiB", 0x1p30), .init("MiB", 0x1p20),
      .init("KiB", 0x1p10),
      .init("PB", 1e15), .init("TB", 1e12), .init("GB", 1e9), .init("MB", 1e6), .init("kB", 1e3),
      .init("B", 1),
    ])
}

/// A number of memory pages of 4 KiB.
@frozen
public struct Pages: Hashable, Comparable, Sendable, AdditiveArithmetic {
  /// The number of pages.
  public var count: Int

  /// `count` pages.
  @inlinable public init(_ count: Int) { self.count = count }

  /// The whole number of pages nearest to an expected number; halves go up.
  ///
  /// - Precondition: the number is not negative.
  @inlinable public init(nearest expected: Double) {
    // Most are whole, and rounding is a call.
    let whole = Int(expected)
    count = expected - Double(whole) < 0.5 ? whole : whole + 1
  }

  /// The size of one page: 4096 bytes.
  @inlinable public static var size: Bytes { Bytes(4096) }
  /// No pages.
  @inlinable public static var zero: Pages { Pages(0) }
  /// The data that these pages hold.
  @inlinable public var bytes: Bytes { Bytes(Double(count) * Pages.size.value) }

  /// The power of two that is nearest to their number; 1 page for none.
  public var nearestPowerOfTwo: Pages {
    guard count > 1 else { return Pages(1) }
    let lower = 1 << (Int.bitWidth - 1 - count.leadingZeroBitCount)
    return Pages(count - lower <= lower / 2 ? lower : 2 * lower)
  }

  /// Whether `a` are fewer pages than `b`.
  @inlinable public static func < (a: Pages, b: Pages) -> Bool { a.count < b.count }
  /// Both together.
  @inlinable public static func + (a: Pages, b: Pages) -> Pages { Pages(a.count + b.count) }
  /// How many pages more `a` are than `b`.
  @inlinable public static func - (a: Pages, b: Pages) -> Pages { Pages(a.count - b.count) }
}

/// A rate of data, in bytes per second.
@frozen
public struct BytesPerSecond: Quantity {
  /// The rate in bytes per second.
  public var value: Double

  /// A rate of `value` bytes per second.
  @inlinable public init(_ value: Double) { self.value = value }

  /// `value` times 10^6 bits per second.
  @inlinable public static func megabitsPerSecond(_ value: Double) -> BytesPerSecond {
    BytesPerSecond(value * 125_000)
  }
  /// `value` times 10^9 bits per second.
  @inlinable public static func gigabitsPerSecond(_ value: Double) -> BytesPerSecond {
    BytesPerSecond(value * 125_000_000)
  }
  /// No limit at all.
  @inlinable public static var unlimited: BytesPerSecond { BytesPerSecond(.infinity) }

  /// How data rates are written: `"10 Gbit/s"`, `"40 MiB/s"`.
  public static let text = UnitTable(
    noun: "a data rate", examples: ["10 Gbit/s", "40 MiB/s"],
    units: [
      .init("Tbit/s", 1.25e11), .init("Gbit/s", 1.25e8), .init("Mbit/s", 1.25e5),
      .init("kbit/s", 125),
      .init("bit/s", 1, per: 8), .init("TiB/s", 0x1p40), .init("GiB/s", 0x1p30),
      .init("MiB/s", 0x1p20), .init("KiB/s", 0x1p10),
      .init("TB/s", 1e12), .init("GB/s", 1e9), .init("MB/s", 1e6), .init("kB/s", 1e3),
      .init("B/s", 1),
    ])
}

/// A rate of page writes or page reads, in pages of 4 KiB per second.
///
/// Writes to the same page count again: the rate of *distinct* dirty pages over a window is smaller.
@frozen
public struct PagesPerSecond: Quantity {
  /// The rate in pages per second.
  public var value: Double

  /// A rate of `value` pages per second.
  @inlinable public init(_ value: Double) { self.value = value }

  /// How page rates are written: `"10000 writes/s"`, `"5000 pages/s"`, or as data, `"40 MiB/s"`.
  public static let text = UnitTable(
    noun: "a rate of page writes", examples: ["10000 writes/s", "40 MiB/s"],
    units: [
      .init("writes/s", 1), .init("pages/s", 1), .init("reads/s", 1),
      .init("GiB/s", 0x1p30, per: 4096),
      .init("MiB/s", 0x1p20, per: 4096),
      .init("KiB/s", 1, per: 4), .init("GB/s", 1e9, per: 4096), .init("MB/s", 1e6, per: 4096),
      .init("kB/s", 1e3, per: 4096),
      .init("Mbit/s", 125_000.0, per: 4096), .init("Gbit/s", 125_000_000.0, per: 4096),
    ])
}

/// A rate of requests to a storage device, or of writes to a disk.
@frozen
public struct OperationsPerSecond: Quantity {
  /// The rate per second.
  public var value: Double

  /// A rate of `value` per second.
  @inlinable public init(_ value: Double) { self.value = value }

  /// How such rates are written: `"400 writes/s"`, `"20000 IOPS"`.
  public static let text = UnitTable(
    noun: "a rate of requests", examples: ["400 writes/s", "20000 IOPS"],
    units: [.init("writes/s", 1), .init("IOPS", 1)])
}

// MARK: - Arithmetic is physics

extension Bytes {
  /// How long this much data takes at a rate.
  @inlinable public static func / (amount: Bytes, rate: BytesPerSecond) -> Seconds {
    Seconds(amount.value / rate.value)
  }
  /// The mean rate of this much data in a time.
  @inlinable public static func / (amount: Bytes, time: Seconds) -> BytesPerSecond {
    BytesPerSecond(amount.value / time.value)
  }
}

extension BytesPerSecond {
  /// What a rate moves in a time.
  @inlinable public static func * (rate: BytesPerSecond, time: Seconds) -> Bytes {
    Bytes(rate.value * time.value)
  }
}
