public import Quantities

/// What happened in a run, as one number: equal runs have equal hashes.
///
/// Each word `w` turns the state `h` into `x ^ (x >> 32)` with `x = (h ^ w) * 0x9E3779B97F4A7C15`
/// modulo 2^64. For a given state different words give different states and the other way round,
/// so the order counts, and a single difference is never forgotten. It uses integers only: the same
/// words give the same hash on every machine and in every build. It resists accidents, not forgers.
@frozen
public struct TraceHash: Hashable, Sendable, Codable, CustomStringConvertible {
  @usableFromInline internal var state: UInt64
  /// The hash of all that was folded so far.
  @inlinable public var value: UInt64 { state }

  /// The hash of a run in which nothing happened yet.
  @inlinable public init() { state = 0x243F_6A88_85A3_08D3 }

  /// A hash that was formed before, by its value.
  package init(value: UInt64) { state = value }

  /// Folds in one word.
  @inlinable public mutating func fold(_ word: UInt64) {
    let product = (state ^ word) &* 0x9E37_79B9_7F4A_7C15
    state = product ^ (product >> 32)
  }

  /// Folds in an instant, to its last bit.
  @inlinable public mutating func fold(_ instant: Instant) {
    fold(instant.secondsSinceStart.bitPattern)
  }

  /// Sixteen hexadecimal digits.
  public var description: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// What can tell a trace hash all that sets it apart.
public protocol Traceable {
  /// Folds in words that differ whenever two values differ.
  func fold(into trace: inout TraceHash)
}
