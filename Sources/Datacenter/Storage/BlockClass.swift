public import Quantities

/// A region of a disk that the guest writes alike: the working set of one kind of disk writes.
///
/// A copy knows the disk in chunks of G bytes. Writes of s bytes, aligned to their size, touch
///
///     chunk writes per second = rate * max(1, s / G)
///
/// chunks, so that writes smaller than a chunk are *amplified*: each costs up to G / s times its bytes
/// when its chunk is copied again. Which chunks are written at least once in a time follows the law of
/// memory pages: of N chunks N(1 - e^(-E)) after the exposure E = chunk writes / N, if they are chosen
/// at random; min(N, writes) if the region is written from one end to the other.
public struct BlockClass: Hashable, Sendable {
  /// What it is, for the reader: `"database log"`.
  public var name: String
  /// How much of the disk is written like this.
  public var region: Bytes
  /// Writes per second of a guest at full speed.
  public var rate: OperationsPerSecond
  /// What one write writes.
  public var writeSize: Bytes
  /// Where the next write goes.
  public var pattern: Pattern

  /// Where the next write goes.
  public enum Pattern: String, Hashable, Sendable, CaseIterable {
    /// Anywhere in the region.
    case uniform
    /// Behind the one before, around and around.
    case sequential
  }

  public init(
    name: String = "writes", region: Bytes, rate: OperationsPerSecond,
    writeSize: Bytes = .kibibytes(64), pattern: Pattern = .uniform
  ) {
    self.name = name
    self.region = region
    self.rate = rate
    self.writeSize = writeSize
    self.pattern = pattern
  }

  /// What the guest writes.
  public var bandwidth: BytesPerSecond { BytesPerSecond(rate.value * writeSize.value) }

  /// How often per second some chunk is written.
  public func chunkWrites(of granularity: Bytes) -> Double {
    let perWrite = writeSize / granularity
    return rate.value * (pattern == .sequential ? perWrite : max(1, perWrite))
  }

  /// By how much copying again exceeds what was written.
  public func amplification(of granularity: Bytes) -> Double {
    chunkWrites(of: granularity) * granularity.value / max(bandwidth.value, .leastNonzeroMagnitude)
  }
}
